using System.Globalization;
using Xunit;

namespace Landrun.EndToEnd;

/// <summary><c>--limit</c>: what is set, what it does, and what is refused.</summary>
public sealed class LimitTests
{
    private static readonly string[] System = ["--rox", "/usr,/bin,/lib,/lib64"];

    [Theory]
    [InlineData("cpu=90", "t", "90")]
    [InlineData("cpu=2m", "t", "120")]
    [InlineData("memory=1G", "v", "1048576")]
    [InlineData("memory=524288K", "v", "524288")]
    [InlineData("processes=321", "u", "321")]
    [InlineData("files=64", "n", "64")]
    [InlineData("file-size=1M", "f", "1024")]
    public void A_limit_is_set_soft_and_hard(string limit, string letter, string value)
    {
        string script = $"ulimit -S{letter}; ulimit -H{letter}; ulimit -H{letter} unlimited 2>/dev/null || echo refused";
        string Shown(params string[] options) => Machine.Sandbox(Account.Nobody, [.. System, .. options, "bash", "-c", script]).Output;

        Assert.Equal($"{value}\n{value}\nrefused\n", Shown("--limit", limit));
        Assert.NotEqual(value, Shown().Split('\n')[0]);
    }

    [Fact]
    public void A_list_of_limits_and_the_same_limit_again()
    {
        string Shown(params string[] options) => Machine.Sandbox(Account.Caller, [.. System, .. options, "bash", "-c", "ulimit -n; ulimit -f"]).Output;

        Assert.Equal("64\n2048\n", Shown("--limit", "files=64,file-size=2M"));
        Assert.Equal("32\n2048\n", Shown("--limit", "files=64", "--limit", "file-size=2M", "--limit", "files=32"));
    }

    [Fact]
    public void What_exceeds_a_limit_is_refused_or_ended()
    {
        Assert.Equal(137, Machine.Shell(Account.Caller, "\"$@\"; echo $?", [Machine.Landrun, .. System, "--limit", "cpu=1", "bash", "-c", "while :; do :; done"]).Lines.Select(line => int.Parse(line, CultureInfo.InvariantCulture)).Last());
        using Scene scene = new(Account.Caller);
        string[] write = ["--rw", scene.Root, "--", "head", "-c", "3000", "/dev/zero"];
        Assert.Equal("153 2048\n", Machine.Shell(Account.Caller, "f=$1/big; shift; \"$@\" > $f; echo $? $(stat -c %s $f)", [scene.Root, Machine.Landrun, .. System, "--limit", "file-size=2K", "--ro", "/dev/zero", .. write]).Output);
        Assert.Equal("0 3000\n", Machine.Shell(Account.Caller, "f=$1/big; shift; \"$@\" > $f; echo $? $(stat -c %s $f)", [scene.Root, Machine.Landrun, .. System, "--limit", "file-size=3K", "--ro", "/dev/zero", .. write]).Output);
        // A process of this user cannot even fork where only one is allowed.
        Outcome outcome = Machine.Sandbox(Account.Nobody, [.. System, "--limit", "processes=1", "bash", "-c", "(/bin/echo forked) & wait"]);
        Assert.Contains("Resource temporarily unavailable", outcome.Errors);
        Assert.Equal("forked\n", Machine.Sandbox(Account.Nobody, [.. System, "--limit", "processes=5000", "bash", "-c", "(/bin/echo forked) & wait"]).Output);
    }

    [Fact]
    public void That_root_is_not_limited_in_its_processes_is_said()
    {
        Assert.SkipUnless(Machine.IsRoot, "this is about root");
        string[] options = [.. System, "--limit", "processes=100", "echo", "ran"];

        Outcome outcome = Machine.Sandbox(Account.Caller, options);
        Assert.Equal("ran\n", outcome.Output);
        Assert.Contains("NOT enforced: --limit processes", Assert.Single(outcome.Messages));
        Assert.Equal((125, ""), (Machine.Sandbox(Account.Caller, ["--strict", .. options]) is var strict ? (strict.Status, strict.Output) : default));
        Assert.Empty(Machine.Sandbox(Account.Nobody, options).Messages);
    }

    [Theory]
    [InlineData("nonsense=1", "write one of cpu, memory, processes, files, file-size")]
    [InlineData("memory", "memory=512M")]
    [InlineData("=5", "memory=512M")]
    [InlineData("memory=", "memory=512M")]
    [InlineData("memory=5X", "memory=512M")]
    [InlineData("memory=-1", "memory=512M")]
    [InlineData("memory=99999999999T", "memory=512M")]
    [InlineData("files=1K", "files=256")]
    [InlineData("cpu=1ms", "cpu=10s")]
    [InlineData("files=4,", "memory=512M")]
    [InlineData("files=900000000000000000", "above the hard limit")]
    public void A_bad_limit_runs_nothing(string limit, string message)
    {
        Outcome outcome = Machine.Sandbox(Account.Caller, [.. System, "--limit", limit, "echo", "ran"]);

        Assert.Equal((125, ""), (outcome.Status, outcome.Output));
        Assert.Contains("--limit: ", Assert.Single(outcome.Messages));
        Assert.Contains(message, outcome.Messages[0]);
    }
}
