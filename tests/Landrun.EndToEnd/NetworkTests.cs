using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Landrun.EndToEnd;

/// <summary>Ports and sockets, on loopback, against a listener outside the sandbox.</summary>
public sealed class NetworkTests : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly int port;

    public NetworkTests()
    {
        listener.Start();
        port = ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose() => listener.Dispose();

    [Theory]
    [InlineData(Account.Caller)]
    [InlineData(Account.Nobody)]
    public void A_connection_needs_its_port(Account account)
    {
        string act = "tcp-connect " + port;

        Assert.Equal(["tcp-connect=0"], Try(account, "--connect-tcp " + port, act));
        Assert.Equal(["tcp-connect=0"], Try(account, $"--connect-tcp 1,{port - 1}-{port + 1}", act));
        Assert.Equal(["tcp-connect=0"], Try(account, "--unrestricted-network", act));
        string denied = "tcp-connect=" + Promises.Denied(Promises.Tcp);
        Assert.Equal([denied], Try(account, "--connect-tcp " + (port - 1), act));
        Assert.Equal([denied], Try(account, "--bind-tcp " + port, act));
        Assert.Equal(["tcp-connect=EACCES"], Try(account, "", act));
    }

    [Theory]
    [InlineData(Account.Caller)]
    [InlineData(Account.Nobody)]
    public void A_bind_needs_its_port(Account account)
    {
        int free = Machine.FreePort();
        string act = $"tcp-bind {free} + tcp-bind 6:{free}";

        Assert.Equal(["tcp-bind=0", "tcp-bind=0"], Try(account, "--bind-tcp " + free, act));
        string denied = "tcp-bind=" + Promises.Denied(Promises.Tcp);
        Assert.Equal([denied, denied], Try(account, $"--bind-tcp {free - 1},{free + 1}-{free + 2}", act));
        Assert.Equal([denied, denied], Try(account, "--connect-tcp " + free, act));
        Assert.Equal(["tcp-bind=0"], Try(account, "--bind-tcp 0", "tcp-bind 0"));
        Assert.Equal([denied], Try(account, "--bind-tcp 1", "tcp-bind 0"));
        Assert.Equal(["tcp-bind=EACCES"], Try(account, "", "tcp-bind 0"));
    }

    [Fact]
    public void Udp_is_closed_unless_opened()
    {
        Assert.Equal(["udp-send=0"], Run(["udp-send", "9"]));
        Assert.Equal(["udp-send=EACCES", "udp-bind=EACCES"], Try(Account.Caller, "", "udp-send 9 + udp-bind 0"));
        Assert.Equal(["udp-send=EACCES"], Try(Account.Caller, "--connect-tcp 443 --no-dns", "udp-send 53"));
        Assert.Equal(["udp-send=0"], Try(Account.Caller, "--connect-udp 9", "udp-send 9"));
        Assert.Equal(["udp-send=0"], Try(Account.Caller, "--connect-tcp 443", "udp-send 53"));
        Assert.Equal(["udp-send=0"], Try(Account.Caller, "--dns", "udp-send 53"));
        Assert.Equal(["udp-bind=0"], Try(Account.Caller, "--bind-udp 0", "udp-bind 0"));
    }

    [Theory]
    [InlineData(Account.Caller)]
    [InlineData(Account.Nobody)]
    public void A_udp_port_needs_its_port_where_landlock_knows_it(Account account)
    {
        int free = Machine.FreePort();
        string denied = Promises.Denied(Promises.Udp);

        Assert.Equal(
            ["udp-send=0", "udp-send=" + denied, "udp-connect=0", "udp-connect=" + denied, "udp-bind=0", "udp-bind=" + denied],
            Try(account, $"--connect-udp {free}", $"udp-send {free} + udp-send {free + 1} + udp-connect 6:{free} + udp-connect 6:{free + 1} + udp-bind 0 + udp-bind {free}"));
        Assert.Equal(
            ["udp-bind=0", "udp-bind=0", "udp-bind=" + denied, "udp-bind=" + denied, "udp-connect=" + denied],
            Try(account, $"--bind-udp {free}", $"udp-bind {free} + udp-bind 6:{free} + udp-bind {free + 1} + udp-bind 0 + udp-connect {free}"));
        // Names alone are open with a TCP connection.
        Assert.Equal(["udp-connect=0", "udp-connect=" + denied], Try(account, "--connect-tcp 443", "udp-connect 53 + udp-connect 54"));
    }

    [Theory]
    [InlineData(Account.Caller)]
    [InlineData(Account.Nobody)]
    public void A_unix_socket_needs_its_path_where_landlock_knows_it(Account account)
    {
        using Scene scene = new(account);
        using Socket one = Listen(scene.Root + "/one"), other = Listen(scene.Root + "/other");
        string denied = "unix-connect=" + Promises.Denied(Promises.Unix);
        const string Acts = "unix-connect @one + unix-connect @other";

        Assert.Equal(["unix-connect=0", "unix-connect=0"], scene.TryOutside(Acts));
        Assert.Equal(["unix-connect=0", denied], scene.Try("--unix @one", Acts));
        Assert.Equal(["unix-connect=0", "unix-connect=0"], scene.Try("--unix @", Acts));
        // A socket of its own is always open, but where the filter closes all.
        string own = Promises.Kept(Promises.Unix, opened: true) ? "0" : "EACCES";
        Assert.Equal(["unix-connect=EACCES", "unix-listen=" + own, "unix-connect=" + (own == "0" ? "0" : "EACCES")], scene.Try("--rw @ --bind-tcp 0", "unix-connect @one + unix-listen @mine + unix-connect @mine"));
    }

    [Fact]
    public void Without_seccomp_what_stays_open_is_said()
    {
        Outcome outcome = Machine.Sandbox(Account.Caller, "--no-seccomp", "--add-exec", Machine.Probe, "udp-send", "9");

        Assert.Equal("udp-send=" + Promises.Denied(Promises.Udp), outcome.Lines[0]);
        Assert.Equal(!Promises.Kept(Promises.Udp, opened: true), outcome.Messages.Any(message => message.Contains(Promises.Said(Promises.Udp))));
    }

    [Fact]
    public void Unix_sockets_from_outside_are_closed_unless_opened()
    {
        using Scene scene = new(Account.Caller);
        using Socket server = Listen(scene.Root + "/s");

        Assert.Equal(["unix-connect=0"], scene.TryOutside("unix-connect @s"));
        Assert.Equal(["unix-connect=0"], scene.Try("--unix @s", "unix-connect @s"));
        Assert.Equal(["unix-connect=EACCES"], scene.Try("--rw @", "unix-connect @s"));
        Assert.Equal(["unix-connect=0"], scene.Try("--unrestricted-filesystem", "unix-connect @s"));
    }

    [Fact]
    public void Sockets_of_other_kinds_fail_with_what_makes_programs_fall_back()
    {
        // Families, types and protocols by their numbers: MPTCP, SCTP, ICMP, raw, packet, vsock, netlink's audit and route, TCP.
        const string Acts = "socket 2 1 262 + socket 2 1 132 + socket 2 2 1 + socket 2 3 1 + socket 17 3 0 + socket 40 1 0 + socket 16 3 9 + socket 16 3 0 + socket 2 1 6 + fast-open 2 + tcp-listen-unbound";
        // From the ABI on that knows UDP, Landlock looks at Fast Open as well, and the filter need not.
        string fastOpen = Promises.Kept(Promises.Udp, opened: true) ? "EACCES" : "EOPNOTSUPP";

        Assert.Equal(
            [
                "socket=EPROTONOSUPPORT", "socket=EPROTONOSUPPORT", "socket=EPROTONOSUPPORT", "socket=EPERM", "socket=EAFNOSUPPORT", "socket=EAFNOSUPPORT",
                "socket=EPROTONOSUPPORT", "socket=0", "socket=0", "fast-open=" + fastOpen, "tcp-listen-unbound=EACCES",
            ],
            Try(Account.Caller, "--connect-tcp 1", Acts));
    }

    [Fact]
    public void Metadata_changes_only_where_something_is_writable()
    {
        using Scene scene = new Scene(Account.Caller).Set("echo x > f");
        string chmod = "chmod 600 " + scene.Root + "/f";

        Assert.Equal(0, Shell("--rw " + scene.Root, chmod).Status);
        Assert.Contains("Operation not permitted", Shell("--ro " + scene.Root, chmod).Errors);
        Assert.Contains("Operation not permitted", Shell("--no-metadata --rw " + scene.Root, chmod).Errors);
    }

    private static Socket Listen(string path)
    {
        Socket server = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        server.Bind(new UnixDomainSocketEndPoint(path));
        server.Listen();
        File.SetUnixFileMode(path, (UnixFileMode)0x1ff);
        return server;
    }

    private static Outcome Shell(string options, string script) =>
        Machine.Sandbox(Account.Caller, [.. options.Split(' '), "--rox", "/usr,/bin,/lib,/lib64", "--", "/bin/sh", "-c", script]);

    private static string[] Try(Account account, string options, string acts) =>
        Machine.Sandbox(account, ["--add-exec", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--", Machine.Probe, .. acts.Split(' ')]).Lines;

    private static string[] Run(string[] acts) => Machine.Run(Account.Caller, [Machine.Probe, .. acts]).Lines;
}
