using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Landrun.EndToEnd;

/// <summary>The examples of the Go landrun's documentation, as printed there, with real programs.</summary>
public sealed class SeedTests
{
    private static readonly string[] Basic = ["--ro", "/usr/bin", "--ro", "/lib", "--ro", "/lib64"];

    public static TheoryData<Account> Accounts => [Account.Caller, Account.Nobody];

    [Theory]
    [MemberData(nameof(Accounts))]
    public void Ls_lists_what_is_readable(Account account)
    {
        Machine.NeedsLandlock();
        using Scene scene = new Scene(account).Set("echo x > here");

        Assert.Equal(["here"], Machine.Sandbox(account, [.. Basic, "--ro", scene.Root, "ls", scene.Root]).Lines);
        Assert.Contains("Permission denied", Machine.Sandbox(account, [.. Basic, "ls", scene.Root]).Errors);
        Assert.Equal(["here"], Machine.Sandbox(account, ["--log-level", "debug", .. Basic, "--ro", scene.Root, "ls", scene.Root]).Lines);
    }

    [Theory]
    [MemberData(nameof(Accounts))]
    public void Touch_creates_where_it_is_writable(Account account)
    {
        Machine.NeedsLandlock();
        using Scene scene = new(account);

        Assert.Contains("Permission denied", Machine.Sandbox(account, [.. Basic, "--ro", scene.Root, "touch", scene.Root + "/newfile"]).Errors);
        Assert.Equal(0, Machine.Sandbox(account, [.. Basic, "--rw", scene.Root, "touch", scene.Root + "/newfile"]).Status);
        Assert.True(File.Exists(scene.Root + "/newfile"));
    }

    [Theory]
    [MemberData(nameof(Accounts))]
    public void Bash_runs_commands_with_exec(Account account)
    {
        Machine.NeedsLandlock();
        Assert.Equal(["/"], Machine.Sandbox(account, [.. Basic, "--exec", "/usr/bin/bash", "-c", "pwd; ls /usr/bin/true >/dev/null || echo no"]).Lines);
        Assert.Equal(126, Machine.Sandbox(account, [.. Basic, "/usr/bin/bash", "-c", "/usr/bin/true"]).Status);
    }

    [Theory]
    [MemberData(nameof(Accounts))]
    public void Maximum_restriction_fails_and_says_why(Account account)
    {
        Machine.NeedsLandlock();
        Outcome outcome = Machine.Sandbox(account, "ls");

        Assert.Equal((126, ""), (outcome.Status, outcome.Output));
        Assert.Contains("/ls", outcome.Messages[^1]);
        Assert.Contains("--ro ", outcome.Messages[^1]);
    }

    [Theory]
    [MemberData(nameof(Accounts))]
    public void A_server_binds_its_port(Account account)
    {
        int port = Machine.FreePort();
        string[] server = ["--ro", Machine.Folder, "--bind-tcp", port.ToString(CultureInfo.InvariantCulture), "--connect-tcp", "53", Machine.Probe];

        Assert.Equal(["tcp-bind=0", "tcp-bind=" + Promises.Denied(Promises.Tcp)], Machine.Sandbox(account, [.. Basic, .. server, "tcp-bind", port.ToString(CultureInfo.InvariantCulture), "+", "tcp-bind", (port + 1).ToString(CultureInfo.InvariantCulture)]).Lines);
    }

    [Fact]
    public async Task Dig_asks_a_name_server_at_port_53()
    {
        Assert.SkipUnless(Machine.IsRoot, "only root serves port 53");
        string dig = Machine.Tool("dig");
        using UdpClient server = new(new IPEndPoint(IPAddress.Parse("127.0.0.53"), 53));
        string[] question = [dig, "@127.0.0.53", "+tries=1", "+time=20", "+short", "+nocookie", "example.com"];
        Task answering = Task.Run(() => Answer(server), TestContext.Current.CancellationToken);

        // As printed, but that the name server is the test's own.
        Outcome outcome = Machine.Sandbox(Account.Caller, [.. Basic, "--ro", "/etc/resolv.conf", "--connect-tcp", "53", .. question]);

        Assert.Equal(["192.0.2.7"], outcome.Lines);
        await answering.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        question[2] = "+time=1";
        outcome = Machine.Sandbox(Account.Caller, [.. Basic, "--ro", "/etc/resolv.conf", .. question]);
        Assert.NotEqual(0, outcome.Status);
        Assert.DoesNotContain("192.0.2.7", outcome.Output);
    }

    [Fact]
    public void Nginx_serves_a_page_to_curl()
    {
        string nginx = Machine.Tool("nginx");
        string curl = Machine.Tool("curl");
        int port = Machine.FreePort();
        string number = port.ToString(CultureInfo.InvariantCulture);
        using Scene scene = new Scene(Account.Caller).Set("mkdir -p www log; echo hello from nginx > www/index.html; echo secret > other; chmod -R a+rX .");
        string user = Machine.IsRoot ? "user nobody nogroup;" : "";
        File.WriteAllText(
            scene.Root + "/nginx.conf",
            $$"""
            {{user}} daemon off; pid {{scene.Root}}/log/pid; error_log {{scene.Root}}/log/error; worker_processes 1;
            events { worker_connections 16; }
            http {
              access_log {{scene.Root}}/log/access; client_body_temp_path {{scene.Root}}/log/b; proxy_temp_path {{scene.Root}}/log/p;
              fastcgi_temp_path {{scene.Root}}/log/f; uwsgi_temp_path {{scene.Root}}/log/u; scgi_temp_path {{scene.Root}}/log/s;
              server { listen 127.0.0.1:{{port}}; root {{scene.Root}}/www; location /leak/ { alias {{scene.Root}}/; } }
            }
            """);
        string[] policy =
        [
            "--ro", "/usr/bin", "--ro", "/usr/sbin", "--ro", "/usr/lib", "--ro", "/lib", "--ro", "/lib64", "--ro", scene.Root + "/www", "--rw", scene.Root + "/log", "--ro", scene.Root + "/nginx.conf",
            "--ro", "/etc/passwd,/etc/group,/etc/nsswitch.conf,/etc/ssl", "--bind-tcp", number, "--bind-tcp", "443",
        ];
        using Process server = Machine.Start(Account.Caller, [Machine.Landrun, .. policy, nginx, "-c", scene.Root + "/nginx.conf"]);
        try
        {
            Assert.Equal(["await-tcp=0"], Machine.Run(Account.Caller, [Machine.Probe, "await-tcp", number]).Lines);
            string address = "http://127.0.0.1:" + number;

            Assert.Equal(["hello from nginx"], Machine.Run(Account.Caller, [curl, "-sS", "--noproxy", "*", address + "/"]).Lines);
            Assert.Equal([Promises.Kept(Promises.Files) ? "403" : "200"], Machine.Run(Account.Caller, [curl, "-s", "--noproxy", "*", "-o", "/dev/null", "-w", "%{http_code}\n", address + "/leak/other"]).Lines);
            Assert.Equal(["hello from nginx"], Machine.Sandbox(Account.Caller, ["--rox", "/usr,/lib,/lib64", "--ro", "/etc", "--connect-tcp", number, curl, "-sS", "--noproxy", "*", address + "/"]).Lines);
            Assert.Equal(7, Machine.Sandbox(Account.Caller, ["--rox", "/usr,/lib,/lib64", "--ro", "/etc", curl, "-s", "--noproxy", "*", address + "/"]).Status);
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            server.WaitForExit();
        }
    }

    /// <summary>Answers one question with 192.0.2.7 (RFC 1035).</summary>
    private static async Task Answer(UdpClient server)
    {
        UdpReceiveResult question = await server.ReceiveAsync(TestContext.Current.CancellationToken);
        byte[] query = question.Buffer;
        int end = 12;
        while (query[end] != 0)
        {
            end += query[end] + 1;
        }

        byte[] answer = [query[0], query[1], 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0, .. query[12..(end + 5)], 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 7];
        await server.SendAsync(answer, question.RemoteEndPoint, TestContext.Current.CancellationToken);
    }
}
