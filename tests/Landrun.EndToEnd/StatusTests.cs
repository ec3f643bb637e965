using Xunit;

namespace Landrun.EndToEnd;

/// <summary>What <c>--status</c> finds out on this kernel.</summary>
public sealed class StatusTests
{
    /// <summary>Signals and device ioctls are the last that only Landlock keeps.</summary>
    private static bool Holds => Machine.Abi >= 6;

    [Theory]
    [InlineData(Account.Caller)]
    [InlineData(Account.Nobody)]
    public void The_defaults_hold_and_the_status_says_so(Account account)
    {
        Outcome outcome = Machine.Sandbox(account, "--status");

        Assert.Equal((Holds ? 0 : 1, ""), (outcome.Status, outcome.Errors));
        Assert.Contains(outcome.Lines, line => line.Contains(Machine.Abi == 0 ? "Landlock is switched off at boot" : $": Landlock ABI {Machine.Abi} ("));
        Assert.Equal(Holds, outcome.Output.Contains("All that landrun closes by default is closed here."));
        Assert.DoesNotContain("a bug", outcome.Output);
        // Most works outside, so that its refusal inside says something.
        Assert.True(outcome.Lines.Count(line => line.Contains(" held")) >= (Holds ? 14 : 9), outcome.Output);
    }

    [Theory]
    [InlineData("UDP ports", "--no-seccomp")]
    [InlineData("signals to other processes", "--abi", "5")]
    [InlineData("truncating files", "--abi", "2")]
    [InlineData("reading, writing, executing", "--abi", "0")]
    public void What_gets_through_is_open_and_ends_with_one(string what, params string[] options)
    {
        Assert.SkipWhen(what == Promises.Udp && Promises.Kept(Promises.Udp, opened: true), "on this kernel Landlock closes UDP without the filter");
        Outcome outcome = Machine.Sandbox(Account.Caller, [.. options, "--status"]);

        Assert.Equal(1, outcome.Status);
        Assert.Contains(outcome.Lines, line => line.TrimStart().StartsWith(what) && line.Contains("OPEN: ") && line.Contains("nothing"));
        Assert.DoesNotContain("a bug", outcome.Output);
    }

    [Fact]
    public void Where_nothing_can_be_written_it_says_what_to_set()
    {
        Outcome outcome = Machine.Run(Account.Caller, [Machine.Landrun, "--status"], new() { ["TMPDIR"] = "/nonexistent" });

        Assert.Equal(125, outcome.Status);
        Assert.Equal(
            "landrun: --status: can't make files to try to reach beneath /nonexistent/; set TMPDIR to a directory that may be written, and run it outside of any sandbox",
            Assert.Single(outcome.Messages));
    }

    [Fact]
    public void It_leaves_nothing_behind()
    {
        using Scene scene = new(Account.Caller);

        Assert.Equal(Holds ? 0 : 1, Machine.Shell(Account.Caller, "TMPDIR=$1 $2 --status", scene.Root, Machine.Landrun).Status);
        Assert.Empty(Directory.EnumerateFileSystemEntries(scene.Root));
    }

    [Fact]
    public void Where_it_can_not_try_it_says_what_to_do()
    {
        Outcome outcome = Machine.Sandbox(Account.Caller, "--rox", "/", Machine.Landrun, "--status");

        Assert.Equal(125, outcome.Status);
        // Where Landlock is off, files can be made, and sockets can't.
        Assert.Contains("run it outside of any sandbox", outcome.Messages[^1]);
        outcome = Machine.Sandbox(Account.Caller, "--status", "ls");
        Assert.Equal(125, outcome.Status);
        Assert.Contains("runs no command", Assert.Single(outcome.Messages));
        outcome = Machine.Sandbox(Account.Caller, "--connect-tcp", "443", "--status");
        Assert.Equal(125, outcome.Status);
        Assert.Contains("leave --connect-tcp out", Assert.Single(outcome.Messages));
        outcome = Machine.Sandbox(Account.Caller, "--json", "ls");
        Assert.Equal(125, outcome.Status);
        Assert.Contains("no report", Assert.Single(outcome.Messages));
    }
}
