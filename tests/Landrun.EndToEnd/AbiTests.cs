using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Landrun.EndToEnd;

/// <summary>What holds on each ABI: by Landlock from the one that brought it, else by the filter, else it is said.</summary>
public sealed class AbiTests
{
    public static TheoryData<int> Abis => [.. Enumerable.Range(0, 12)];

    [Theory]
    [MemberData(nameof(Abis))]
    public void Each_right_holds_from_the_abi_that_brought_it(int limit)
    {
        int abi = Math.Min(limit, Machine.Abi);
        using Scene scene = new Scene(Account.Caller).Set("mkdir d e; echo x > d/f; echo x > d/t");
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;

        string Held(string promise) => Promises.Denied(promise, abi: abi);
        Assert.Equal(
            [$"open-write={Held(Promises.Files)}", $"truncate={Held(Promises.Truncation)}", $"tcp-connect={Held(Promises.Tcp)}", "udp-send=EACCES"],
            scene.Try($"--abi {limit} --ro @d --connect-tcp 1 --no-dns", $"open-write @d/f + truncate @d/t + tcp-connect {port} + udp-send 9"));
        // Where no TCP port is opened, the filter closes TCP on any kernel.
        Assert.Equal(["tcp-connect=EACCES"], scene.Try($"--abi {limit}", "tcp-connect " + port));
        // Before ABI 2 a rename to another directory is refused, allowed or not.
        Assert.Equal([abi == 1 ? "rename=EXDEV" : "rename=0"], scene.Try($"--abi {limit} --rw @", "rename @d/f @e/f"));
    }

    [Theory]
    [MemberData(nameof(Abis))]
    public void What_does_not_hold_is_said(int limit)
    {
        int abi = Math.Min(limit, Machine.Abi);
        Outcome outcome = Machine.Sandbox(Account.Caller, "--abi", limit.ToString(), "--log-level", "info", "--add-exec", "--connect-tcp", "443", "--no-dns", "--unix", "/tmp", "--bind-udp", "9", Machine.Probe, "ready");

        Assert.Equal(["ready=0 ready"], outcome.Lines);
        // The options open something of each kind, so that the filter can close none of these.
        string[] said = [.. outcome.Messages.Where(message => message.Contains("NOT enforced")).Select(message => message["landrun: NOT enforced: ".Length..].Split(" (")[0])];
        Assert.Equal(Promises.All.Where(promise => !Promises.Kept(promise, opened: !OnlyByFilter(promise), abi)), said);
    }

    [Fact]
    public void The_restriction_itself_sets_no_new_privs_where_it_can()
    {
        using Scene scene = new(Account.Caller);
        string trace = scene.Root + "/trace";

        Outcome outcome = Machine.Run(Account.Caller, [Machine.Tool("strace"), "-f", "-o", trace, Machine.Landrun, "--rox", "/", "grep", "NoNewPrivs", "/proc/self/status"]);

        Assert.Equal(["NoNewPrivs:\t1"], outcome.Lines);
        Assert.Equal(Machine.Abi < 11, File.ReadAllText(trace).Contains("prctl(PR_SET_NO_NEW_PRIVS"));
    }

    /// <summary>Listening can't be closed beside --unix, whatever the kernel; the rest is the filter's alone.</summary>
    private static bool OnlyByFilter(string promise) => new[] { Promises.OtherSockets, Promises.FastOpen, Promises.Metadata, Promises.Rest }.Any(promise.StartsWith);
}
