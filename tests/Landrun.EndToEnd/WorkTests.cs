using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Landrun.EndToEnd;

/// <summary>Real programs at work, unchanged, under a policy that fits, beside the same program under one that lacks something.</summary>
public sealed class WorkTests
{
    private static readonly string[] System = ["--rox", "/usr,/bin,/lib,/lib64", "--ro", "/etc"];

    private readonly int port = Machine.FreePort();

    private string Port => port.ToString(CultureInfo.InvariantCulture);

    [Fact]
    public void Git_clones_from_a_daemon_through_its_port()
    {
        string git = Machine.Tool("git");
        using Scene scene = new Scene(Account.Caller).Set(
            "mkdir home work; export HOME=$PWD/home; git init -q source; cd source; echo text > file; git add file; git -c user.name=a -c user.email=a@b commit -qm first; touch .git/git-daemon-export-ok");
        using Process daemon = Machine.Start(Account.Caller, [git, "daemon", "--listen=127.0.0.1", "--port=" + Port, "--base-path=" + scene.Root, scene.Root], new() { ["HOME"] = scene.Root + "/home", ["GIT_CONFIG_COUNT"] = "1", ["GIT_CONFIG_KEY_0"] = "safe.directory", ["GIT_CONFIG_VALUE_0"] = "*" });
        try
        {
            Assert.Equal(["await-tcp=0"], Machine.Run(Account.Caller, [Machine.Probe, "await-tcp", Port]).Lines);
            string[] clone = ["--env", "HOME=" + scene.Root + "/home", "--ro", scene.Root + "/home,/dev/urandom", "--rw", scene.Root + "/work", git, "clone", "-q", $"git://127.0.0.1:{port}/source", scene.Root + "/work/copy"];

            Assert.Contains("Permission denied", Machine.Sandbox(Account.Caller, [.. System, .. clone]).Errors);
            Outcome outcome = Machine.Sandbox(Account.Caller, [.. System, "--connect-tcp", Port, .. clone]);
            Assert.Equal((0, ""), (outcome.Status, outcome.CommandErrors));
            Assert.Equal("text\n", File.ReadAllText(scene.Root + "/work/copy/file"));
        }
        finally
        {
            daemon.Kill(entireProcessTree: true);
            daemon.WaitForExit();
        }
    }

    [Fact]
    public void A_go_program_that_listens_with_multipath_tcp_falls_back_to_tcp()
    {
        // Go 1.24 listens so by default, where a program's own module asks for that Go; the variable asks for it here.
        string exporter = Machine.Package("trixie", "prometheus-node-exporter") + "/usr/bin/prometheus-node-exporter";
        string curl = Machine.Tool("curl");
        string[] command = [exporter, "--web.listen-address=127.0.0.1:" + Port, "--collector.disable-defaults"];
        string[] policy = [.. System, "--ro", "/proc,/sys", "--rox", exporter, "--env", "GODEBUG"];
        using Scene scene = new(Account.Caller);
        string Sockets(string[] launcher)
        {
            string trace = scene.Root + "/trace";
            using Process server = Machine.Start(Account.Caller, [Machine.Tool("strace"), "-f", "-e", "trace=socket,listen", "-o", trace, .. launcher, .. command], new() { ["GODEBUG"] = "multipathtcp=2" });
            try
            {
                Assert.Equal(["await-tcp=0"], Machine.Run(Account.Caller, [Machine.Probe, "await-tcp", Port]).Lines);
                Assert.Contains("go_info", Machine.Run(Account.Caller, [curl, "-sS", "--noproxy", "*", $"http://127.0.0.1:{port}/metrics"]).Output);
            }
            finally
            {
                server.Kill(entireProcessTree: true);
                server.WaitForExit();
            }

            return string.Join('\n', File.ReadAllLines(trace).Where(call => call.Contains("MPTCP")));
        }

        Assert.Matches(@"IPPROTO_MPTCP\) += \d", Sockets([]));
        Assert.Matches(@"IPPROTO_MPTCP\) += -1 EPROTONOSUPPORT", Sockets([Machine.Landrun, .. policy, "--bind-tcp", Port]));
        Outcome refused = Machine.Run(Account.Caller, [Machine.Landrun, .. policy, "--connect-tcp", Port, .. command], new() { ["GODEBUG"] = "multipathtcp=2" });
        Assert.NotEqual(0, refused.Status);
        Assert.Contains("bind: permission denied", refused.Errors);
    }

    [Fact]
    public void Node_serves_and_fetches()
    {
        string node = Machine.Tool("node");
        string script = $"const s = require('http').createServer((q, r) => r.end('from node')).listen({port}, '127.0.0.1', async () => {{ console.log(await (await fetch('http://127.0.0.1:{port}/')).text()); s.close(); process.exit(0); }}); s.on('error', e => {{ console.log(e.code); process.exit(1); }});";

        Assert.Equal(["from node"], Machine.Sandbox(Account.Caller, [.. System, "--bind-tcp", Port, "--connect-tcp", Port, node, "-e", script]).Lines);
        string refused = Promises.Kept(Promises.Tcp, opened: true) ? "EACCES" : "from node";
        Assert.Equal([refused], Machine.Sandbox(Account.Caller, [.. System, "--connect-tcp", Port, node, "-e", script]).Lines);
    }

    [Fact]
    public void Python_runs_threads_children_and_pipes_between_them()
    {
        const string Script =
            """
            import concurrent.futures, multiprocessing, subprocess, sys
            if __name__ == "__main__":
                with concurrent.futures.ThreadPoolExecutor(4) as pool:
                    print(sum(pool.map(lambda n: n * n, range(10))))
                print(subprocess.run(["echo", "child"], capture_output=True, text=True).stdout.strip())
                left, right = multiprocessing.Pipe()
                left.send("pipe")
                print(right.recv())
            """;
        string python = Machine.Python();

        Assert.Equal(["285", "child", "pipe"], Machine.Sandbox(Account.Caller, ["--rox", "/", python, "-c", Script]).Lines);
    }

    [Fact]
    public async Task Curl_resolves_a_name_from_the_resolvers_files()
    {
        string curl = Machine.Tool("curl");
        using TcpListener server = new(IPAddress.Loopback, port);
        server.Start();
        string[] fetch = [curl, "-sS", "--noproxy", "*", "--max-time", "20", "-4", "telnet://localhost:" + Port];
        string[] libraries = ["--rox", "/usr,/bin,/lib,/lib64"];

        // The server closes at once: that curl came as far is what counts.
        Task<TcpClient> accepted = server.AcceptTcpClientAsync(TestContext.Current.CancellationToken).AsTask();
        _ = accepted.ContinueWith(client => client.Result.Dispose(), TestContext.Current.CancellationToken, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        Machine.Sandbox(Account.Caller, [.. libraries, "--dns", "--connect-tcp", Port, .. fetch]);
        await accepted.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.SkipUnless(Promises.Kept(Promises.Tcp, opened: true), "where Landlock knows no TCP ports, --dns opens them all");
        Assert.Equal(7, Machine.Sandbox(Account.Caller, [.. libraries, "--dns", .. fetch]).Status);
    }
}
