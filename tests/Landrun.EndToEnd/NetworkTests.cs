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
        Assert.Equal(["tcp-connect=EACCES"], Try(account, "--connect-tcp " + (port - 1), act));
        Assert.Equal(["tcp-connect=EACCES"], Try(account, "--bind-tcp " + port, act));
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
        Assert.Equal(["tcp-bind=EACCES", "tcp-bind=EACCES"], Try(account, $"--bind-tcp {free - 1},{free + 1}-{free + 2}", act));
        Assert.Equal(["tcp-bind=EACCES", "tcp-bind=EACCES"], Try(account, "--connect-tcp " + free, act));
        Assert.Equal(["tcp-bind=0"], Try(account, "--bind-tcp 0", "tcp-bind 0"));
        Assert.Equal(["tcp-bind=EACCES"], Try(account, "--bind-tcp 1", "tcp-bind 0"));
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

    [Fact]
    public void Without_seccomp_what_stays_open_is_said()
    {
        Outcome outcome = Machine.Sandbox(Account.Caller, "--no-seccomp", "--add-exec", Machine.Probe, "udp-send", "9");

        Assert.Equal("udp-send=" + (Machine.Abi < 10 ? "0" : "EACCES"), outcome.Lines[0]);
        Assert.Equal(Machine.Abi < 10, outcome.Messages.Any(message => message.Contains("NOT enforced: UDP ports")));
    }

    [Fact]
    public void Unix_sockets_from_outside_are_closed_unless_opened()
    {
        using Scene scene = new(Account.Caller);
        using Socket server = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        server.Bind(new UnixDomainSocketEndPoint(scene.Root + "/s"));
        server.Listen();

        Assert.Equal(["unix-connect=0"], scene.TryOutside("unix-connect @s"));
        Assert.Equal(["unix-connect=0"], scene.Try("--unix @s", "unix-connect @s"));
        Assert.Equal(["unix-connect=EACCES"], scene.Try("--rw @", "unix-connect @s"));
        Assert.Equal(["unix-connect=0"], scene.Try("--unrestricted-filesystem", "unix-connect @s"));
    }

    [Fact]
    public void Sockets_of_other_kinds_fail_with_what_makes_programs_fall_back()
    {
        const string Script =
            """
            import errno, socket
            def attempt(name, *arguments):
                try:
                    socket.socket(*arguments).close()
                    print(name + "=0")
                except OSError as error:
                    print(name + "=" + errno.errorcode[error.errno])
            attempt("mptcp", 2, 1, 262)
            attempt("sctp", 2, 1, 132)
            attempt("icmp", 2, 2, 1)
            attempt("raw", 2, 3, 1)
            attempt("packet", 17, 3, 0)
            attempt("vsock", 40, 1, 0)
            attempt("audit", 16, 3, 9)
            attempt("route", 16, 3, 0)
            attempt("tcp", 2, 1, 6)
            server = socket.socket()
            try:
                server.sendto(b"x", 0x20000000, ("127.0.0.1", 1))
            except OSError as error:
                print("fastopen=" + str(error.errno))
            try:
                server.listen()
            except OSError as error:
                print("listen=" + errno.errorcode[error.errno])
            """;
        string python = Machine.Python();

        Outcome outcome = Machine.Sandbox(Account.Caller, "--ro", "/", "--add-exec", "--connect-tcp", "1", python, "-c", Script);

        Assert.Equal(
            [
                "mptcp=EPROTONOSUPPORT", "sctp=EPROTONOSUPPORT", "icmp=EPROTONOSUPPORT", "raw=EPERM", "packet=EAFNOSUPPORT", "vsock=EAFNOSUPPORT",
                "audit=EPROTONOSUPPORT", "route=0", "tcp=0", "fastopen=95", "listen=EACCES",
            ],
            outcome.Lines);
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

    private static Outcome Shell(string options, string script) =>
        Machine.Sandbox(Account.Caller, [.. options.Split(' '), "--rox", "/usr,/bin,/lib,/lib64", "--", "/bin/sh", "-c", script]);

    private static string[] Try(Account account, string options, string acts) =>
        Machine.Sandbox(account, ["--add-exec", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--", Machine.Probe, .. acts.Split(' ')]).Lines;

    private static string[] Run(string[] acts) => Machine.Run(Account.Caller, [Machine.Probe, .. acts]).Lines;
}
