using System.Net;
using System.Net.Sockets;
using Landrun.Landlock.Kernel;
using Xunit;

namespace Landrun.Landlock.Tests;

/// <summary>Port rules on the running kernel.</summary>
public sealed class NetworkTests
{
    public NetworkTests() =>
        Assert.SkipWhen((LandlockSupport.Query().NetworkRights & NetworkRights.ConnectTcp) == NetworkRights.None, "this kernel's Landlock knows no TCP ports");

    private static RulesetDefinition TcpOnly => new()
    {
        HandledFileSystem = FileSystemRights.None,
        HandledNetwork = NetworkRights.BindTcp | NetworkRights.ConnectTcp,
        HandledScopes = Scopes.None,
    };

    [Fact]
    public void A_connection_to_an_allowed_port_stands_beside_a_denied_one()
    {
        using TcpListener allowed = Listener();
        using TcpListener denied = Listener();
        using Ruleset ruleset = TcpOnly.AllowPort(Port(allowed), NetworkRights.ConnectTcp).Create();

        Dedicated.Thread(() =>
        {
            Assert.Equal(0, Connect(Port(denied)));
            Assert.Equal(Enforcement.Full, ruleset.RestrictCurrentThread().Enforcement);

            Assert.Equal(0, Connect(Port(allowed)));
            Assert.Equal((int)Errno.EACCES, Bind(Port(allowed)));
            Assert.Equal((int)Errno.EACCES, Connect(Port(denied)));
        });

        Assert.Equal(0, Connect(Port(denied)));
    }

    [Fact]
    public void A_range_opens_its_first_and_its_last_port_and_none_beside_them()
    {
        using Ruleset ruleset = TcpOnly.AllowPorts(40001, 40003, NetworkRights.ConnectTcp).Create();

        Dedicated.Thread(() =>
        {
            ruleset.RestrictCurrentThread();
            Assert.Equal((int)Errno.EACCES, Connect(40000));
            Assert.All([40001, 40002, 40003], port => Assert.NotEqual((int)Errno.EACCES, Connect(port)));
            Assert.Equal((int)Errno.EACCES, Connect(40004));
        });
    }

    [Fact]
    public void Port_0_lets_a_socket_bind_to_the_kernels_choice_only()
    {
        using TcpListener used = Listener();
        ushort port = Port(used);
        used.Stop();
        using Ruleset ruleset = TcpOnly.AllowPort(0, NetworkRights.BindTcp).Create();

        Dedicated.Thread(() =>
        {
            ruleset.RestrictCurrentThread();
            Assert.Equal(0, Bind(0));
            Assert.Equal((int)Errno.EACCES, Bind(port));
        });
    }

    [Fact]
    public void The_last_port_of_all_ends_a_range()
    {
        using Ruleset ruleset = TcpOnly.AllowPorts(65535, 65535, NetworkRights.ConnectTcp).Create();

        Assert.False(ruleset.IsInvalid);
    }

    private static TcpListener Listener()
    {
        TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static ushort Port(TcpListener listener) => (ushort)((IPEndPoint)listener.LocalEndpoint).Port;

    private static int Connect(int port) => Try(socket => socket.Connect(new IPEndPoint(IPAddress.Loopback, port)));

    private static int Bind(int port) => Try(socket => socket.Bind(new IPEndPoint(IPAddress.Loopback, port)));

    private static int Try(Action<Socket> action)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            action(socket);
            return 0;
        }
        catch (SocketException exception)
        {
            return exception.NativeErrorCode;
        }
    }
}
