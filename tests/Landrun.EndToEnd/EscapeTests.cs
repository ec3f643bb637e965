using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Landrun.EndToEnd;

/// <summary>Ways out of the sandbox. Each is tried outside first; only what succeeds there says something when it fails inside.</summary>
public sealed class EscapeTests : IDisposable
{
    private static readonly string[] Metadata = ["chmod", "chown", "setxattr", "utime"];

    /// <summary>What docs/SECURITY.md says is not a boundary: where files may be written, metadata too.</summary>
    private static readonly string[] NoBoundary = ["inotify", "memfd-exec", "nice", "stat", .. Metadata];

    /// <summary>The ways that a promise alone bars. All others are barred by the filter, by what landrun does before the command starts,
    /// or by any sandbox of Landlock's.</summary>
    private static readonly (string Promise, string[] Ways)[] Barred =
    [
        (Promises.Files,
        [
            "open", "write", "open-trunc", "proc-root", "proc-pid-root", "reopen-path", "symlink", "link", "rename", "mkdir", "mkfifo", "open-tree", "proc-fd",
            // Who is outside of a sandbox is out of reach of whoever is in one.
            "ptrace", "pidfd-getfd", "proc-mem", "proc-environ", "process-vm", "kcmp", "mount",
        ]),
        (Promises.Truncation, ["truncate"]),
        (Promises.Signals, ["kill", "tgkill", "pidfd-signal"]),
    ];

    private readonly List<IDisposable> servers = [];
    private readonly string name = "landrun-escape-" + Guid.NewGuid().ToString("N");

    public void Dispose() => servers.ForEach(server => server.Dispose());

    [Theory]
    [InlineData(Account.Caller)]
    [InlineData(Account.Nobody)]
    public void Every_way_out_that_is_open_outside_is_closed_inside_or_said_to_be_open(Account account)
    {
        using Scene scene = new Scene(account).Set("echo secret > secret; mkdir in");
        int port = Listen(scene.Root + "/socket");
        using Process target = Machine.Start(account, [Machine.Probe, "ready", "+", "wait-input"]);
        Assert.StartsWith("ready=0", target.StandardOutput.ReadLine());
        string secret = scene.Root + "/secret";
        string[] escape = [Machine.Escape, secret, port.ToString(), "9", scene.Root + "/socket", name, target.Id.ToString()];
        string[] policy = ["--add-exec", "--rox", "/usr,/bin,/lib,/lib64", "--ro", "/proc", "--rw", "/dev/ptmx", "--rw", scene.Root + "/in"];

        Dictionary<string, string> outside = Try(account, secret, escape);
        Dictionary<string, string> inside = Try(account, secret, [Machine.Landrun, .. policy, .. escape]);

        string[] open = [.. outside.Where(attempt => attempt.Value == "0").Select(attempt => attempt.Key)];
        Assert.Equal(outside.Keys, inside.Keys);
        // Nearly all can work for root, and those that need no privilege for anyone.
        Assert.True(open.Length >= (account == Account.Caller && Machine.IsRoot ? 55 : 38), string.Join(' ', outside));
        // Exactly what the table says gets through: nothing more, and nothing less, or the table promised too little.
        string[] unkept = [.. Barred.Where(row => !Promises.Kept(row.Promise)).SelectMany(row => row.Ways)];
        Assert.Equal(open.Intersect(unkept).Except(Impossible(account)).Order(), open.Where(attempt => inside[attempt] == "0").Except(NoBoundary).Order());
        Outcome said = Machine.Sandbox(account, ["--log-level", "info", .. policy, Machine.Probe, "ready"]);
        Assert.All(Barred, row => Assert.Equal(!Promises.Kept(row.Promise), said.Errors.Contains(Promises.Said(row.Promise))));
        target.StandardInput.Close();
        Machine.End(target);
    }

    /// <summary>What needs a capability that root loses, whatever Landlock does.</summary>
    private static string[] Impossible(Account account) =>
        account == Account.Caller && Machine.IsRoot ? ["mount", "open-tree"] : [];

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

    /// <summary>UDP is open where TCP ports are, before Linux 7.2, and who may bind a port may listen on any that the kernel picks.</summary>
    [Theory]
    [MemberData(nameof(ShippedProfileTests.Names), MemberType = typeof(ShippedProfileTests))]
    public void Under_a_shipped_profile_they_are_closed_too(string profile)
    {
        // Not in /tmp, which some profiles open.
        using Scene scene = new Scene(Account.Caller, "/var/tmp").Set("echo secret > secret; mkdir in");
        int port = Listen(scene.Root + "/socket");
        using Process target = Machine.Start(Account.Caller, [Machine.Probe, "ready", "+", "wait-input"]);
        Assert.StartsWith("ready=0", target.StandardOutput.ReadLine());
        string secret = scene.Root + "/secret";
        string[] escape = [Machine.Escape, secret, port.ToString(), "9", scene.Root + "/socket", name, target.Id.ToString()];
        string[] sandbox = ["/bin/bash", "-c", "cd \"$1\"; shift; exec \"$@\"", "bash", scene.Root + "/in", Machine.Landrun, "--profile", profile, "--add-exec"];

        Dictionary<string, string> outside = Try(Account.Caller, secret, escape);
        Dictionary<string, string> inside = Try(Account.Caller, secret, [.. sandbox, .. escape]);

        string[] known = [.. Machine.Abi < 10 ? ["udp4", "udp6", "udp-mapped", "udp-bind"] : Array.Empty<string>(), .. profile == "nginx" ? ["tcp-listen"] : Array.Empty<string>()];
        string[] escaped = [.. outside.Where(attempt => attempt.Value == "0" && inside[attempt.Key] == "0").Select(attempt => attempt.Key).Except(NoBoundary).Except(Metadata)];
        Assert.True(!escaped.Except(known).Any(), string.Join(' ', escaped));
        target.StandardInput.Close();
        Machine.End(target);
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
