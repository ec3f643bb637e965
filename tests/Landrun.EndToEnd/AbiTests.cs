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

        string Held(int since) => abi >= since ? "EACCES" : "0";
        Assert.Equal(
            [$"open-write={Held(1)}", $"truncate={Held(3)}", $"tcp-connect={Held(4)}", "udp-send=EACCES"],
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

        (int Since, string What)[] promises =
            [(1, "reading, writing"), (3, "truncating"), (4, "TCP ports"), (5, "ioctl"), (6, "abstract unix"), (6, "signals"), (9, "unix sockets by path"), (10, "UDP ports")];
        Assert.Equal(["ready=0 ready"], outcome.Lines);
        foreach ((int since, string what) in promises)
        {
            Assert.Equal(abi < since, outcome.Messages.Any(message => message.Contains("NOT enforced: " + what)));
        }
    }
}
