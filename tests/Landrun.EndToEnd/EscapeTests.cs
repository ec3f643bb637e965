using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Landrun.EndToEnd;

/// <summary>Ways out of the sandbox. Each is tried outside first; only what succeeds there says something when it fails inside.</summary>
public sealed class EscapeTests : IDisposable
{
    /// <summary>What docs/SECURITY.md says is not a boundary.</summary>
    private static readonly string[] NoBoundary = ["memfd-exec", "nice", "stat"];

    private static readonly string[] Metadata = ["chmod", "chown", "setxattr", "utime"];

    private readonly List<IDisposable> servers = [];
    private readonly string name = "landrun-escape-" + Guid.NewGuid().ToString("N");

    public void Dispose() => servers.ForEach(server => server.Dispose());

    [Theory]
    [InlineData(Account.Caller, "--log-level=error")]
    [InlineData(Account.Nobody, "--log-level=error")]
    [InlineData(Account.Caller, "--explain")]
    [InlineData(Account.Nobody, "--explain")]
    public void Every_way_out_that_is_open_outside_is_closed_inside(Account account, string option)
    {
        using Scene scene = new Scene(account).Set("echo secret > secret; mkdir in");
        int port = Listen(scene.Root + "/socket");
        using Process target = Machine.Start(account, [Machine.Probe, "ready", "+", "wait-input"]);
        Assert.StartsWith("ready=0", target.StandardOutput.ReadLine());
        string secret = scene.Root + "/secret";
        string[] escape = [Machine.Escape, secret, port.ToString(), "9", scene.Root + "/socket", name, target.Id.ToString()];
        string[] policy = [option, "--add-exec", "--rox", "/usr,/bin,/lib,/lib64", "--ro", "/proc", "--rw", "/dev/ptmx", "--rw", scene.Root + "/in"];

        Dictionary<string, string> outside = Try(account, secret, escape);
        Dictionary<string, string> inside = Try(account, secret, [Machine.Landrun, .. policy, .. escape]);

        string[] open = [.. outside.Where(attempt => attempt.Value == "0").Select(attempt => attempt.Key)];
        Assert.Equal(outside.Keys, inside.Keys);
        // Nearly all can work for root, and those that need no privilege for anyone.
        Assert.True(open.Length >= (account == Account.Caller && Machine.IsRoot ? 55 : 38), string.Join(' ', outside));
        string[] escaped = [.. open.Where(attempt => inside[attempt] == "0").Except(NoBoundary).Except(Metadata)];
        Assert.True(escaped.Length == 0, string.Join(' ', escaped));
        target.StandardInput.Close();
        Machine.End(target);
    }

    [Theory]
    [InlineData(Account.Caller)]
    [InlineData(Account.Nobody)]
    public void Where_nothing_is_writable_metadata_is_closed_too(Account account)
    {
        using Scene scene = new Scene(account).Set("echo secret > secret");
        string secret = scene.Root + "/secret";
        string[] escape = [Machine.Escape, secret, "9", "9", "none", "none", "1"];

        Dictionary<string, string> outside = Try(account, secret, escape);
        Dictionary<string, string> inside = Try(account, secret, [Machine.Landrun, "--add-exec", "--ro", "/usr", .. escape]);

        Assert.All(Metadata, attempt => Assert.Equal(("0", "EPERM"), (outside[attempt], inside[attempt])));
    }

    /// <summary>Descriptor 9 is open on the secret, as one that a caller forgot.</summary>
    private static Dictionary<string, string> Try(Account account, string secret, string[] command)
    {
        Outcome outcome = Machine.Run(account, ["/bin/bash", "-c", "exec 9<\"$1\"; shift; exec \"$@\"", "bash", secret, .. command]);
        Assert.Equal(0, outcome.Status);
        return outcome.Lines.Select(line => line.Split('=')).ToDictionary(parts => parts[0], parts => parts[1]);
    }

    /// <summary>Servers of each kind outside the sandbox.</summary>
    private int Listen(string path)
    {
        Socket tcp = new(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
        tcp.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        tcp.Listen(64);
        servers.Add(tcp);
        foreach ((string address, SocketType type) in new[] { (path, SocketType.Stream), (path + ".dgram", SocketType.Dgram), ("\0" + name, SocketType.Stream), ("\0" + name + ".dgram", SocketType.Dgram) })
        {
            Socket local = new(AddressFamily.Unix, type, ProtocolType.Unspecified);
            local.Bind(new UnixDomainSocketEndPoint(address));
            servers.Add(local);
            if (type == SocketType.Stream)
            {
                local.Listen(64);
            }

            if (address[0] == '/')
            {
                File.SetUnixFileMode(address, (UnixFileMode)0x1ff);
            }
        }

        return ((IPEndPoint)tcp.LocalEndPoint!).Port;
    }
}
