using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Landrun.Tests;
using NJsonSchema;
using Xunit;

namespace Landrun.EndToEnd;

/// <summary><c>--why</c>: its answers are held against what really happens in a sandbox of the same policy.</summary>
public sealed class WhyTests
{
    private const string Home =
        "mkdir -p h/.ssh h/work h/empty; echo key > h/.ssh/id; echo x > h/f; echo x > h/work/f; ln -s work/f h/way; echo x > out";

    private static readonly (string Question, string Act, string Tried)[] Acts =
    [
        ("@h/f", "read", "open-read @h/f"),
        ("@h/f", "write", "open-write @h/f"),
        ("@h/f", "truncate", "truncate @h/f"),
        ("@h/run", "execute", "exec @h/run"),
        ("@h/way", "read", "open-read @h/way"),
        ("@h/work/f", "write", "open-write @h/work/f"),
        ("@h/.ssh/id", "read", "open-read @h/.ssh/id"),
        ("@h/.ssh", "list", "readdir @h/.ssh"),
        ("@h", "list", "readdir @h"),
        ("@h/work", "create a file in it", "create @h/work/new"),
        ("@h/new", "create it as a file", "create @h/new"),
        ("@h/newdir", "create it as a directory", "mkdir @h/newdir"),
        ("@out", "read", "open-read @out"),
        ("/dev/null", "write", "open-write /dev/null"),
        ("tcp:PORT", "connect", "tcp-connect PORT"),
        ("tcp:FREE", "bind", "tcp-bind FREE"),
        ("udp:PORT", "send", "udp-send PORT"),
        ("udp:FREE", "bind", "udp-bind FREE"),
        ("unix:@s", "connect", "unix-connect @s"),
        ("@h/f", "remove or rename it", "unlink @h/f"),
        ("@h/work/f", "remove or rename it", "rename @h/work/f @h/work/g"),
        ("@h/empty", "remove or rename it", "rmdir @h/empty"),
    ];

    public static TheoryData<Account, string> Policies
    {
        get
        {
            TheoryData<Account, string> data = [];
            foreach (string policy in new[]
            {
                "", "--ro @h", "--rw @h", "--rox @h --rw @h/work", "--rwx @ --deny @h/.ssh", "--ro / --deny @h/f", "--fs make_reg,write_file,execute:@h",
                "--ro @h/way", "--unix @s --connect-tcp PORT", "--bind-tcp FREE --bind-udp FREE --connect-udp PORT", "--connect-tcp 1-65535 --no-dns",
                "--unrestricted-filesystem", "--unrestricted-network --ro @h", "--abi 2 --ro @h --connect-tcp 1", "--abi 0 --connect-tcp 1", "--no-seccomp --ro @h/f",
            })
            {
                data.Add(Account.Caller, policy);
                data.Add(Account.Nobody, policy);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void Each_answer_is_what_happens(Account account, string policy)
    {
        int free = Machine.FreePort();
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using Scene scene = new Scene(account).Set(Home + "; cp " + Machine.Probe + " h/run");
        using Socket server = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        server.Bind(new UnixDomainSocketEndPoint(scene.Root + "/s"));
        server.Listen(64);
        File.SetUnixFileMode(scene.Root + "/s", (UnixFileMode)0x1ff);
        string Filled(string text) => text.Replace("PORT", port.ToString(), StringComparison.Ordinal).Replace("FREE", free.ToString(), StringComparison.Ordinal);

        Outcome asked = Machine.Sandbox(
            account, ["--add-exec", .. Words(scene, Filled(policy)), "--json", "--why", .. Words(scene, Filled(string.Join(',', Acts.Select(act => act.Question)))), "--", Machine.Probe]);
        string[] happened = scene.Try(Filled(policy), Filled(string.Join(" + ", Acts.Select(act => act.Tried))));

        Assert.Equal((0, Acts.Length), (asked.Status, happened.Length));
        Assert.DoesNotContain(asked.Messages, message => message.Contains("please report"));
        using JsonDocument json = JsonDocument.Parse(asked.Output);
        JsonElement questions = json.RootElement.GetProperty("questions");
        Assert.Equal(
            Acts.Select((act, index) => $"{act.Act} {act.Question}: {happened[index].EndsWith("=0")}"),
            Acts.Select((act, index) => $"{act.Act} {act.Question}: {questions[index].GetProperty("answers").EnumerateArray().Single(answer => answer.GetProperty("act").GetString() == act.Act).GetProperty("allowed").GetBoolean()}"));
    }

    [Fact]
    public void The_answers_are_as_recorded()
    {
        Assert.SkipWhen(Machine.Abi < 7, "before Linux 6.15 execution can't be tried");
        using Scene scene = new Scene(Account.Nobody).Set(Home + "; chmod 200 out");
        Outcome outcome = Machine.Sandbox(
            Account.Nobody,
            [.. Words(scene, "--abi 7 --ro @h --rw @h/work --deny @h/.ssh --connect-tcp 443 --why @h/f,@h/way,@h/.ssh/id,@h/.ssh,@h/nothing,@out,tcp:443,tcp:0,udp:53,unix:@h/f,/dev/null")]);

        Golden.Equal("why.txt", Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(outcome.Output)).Replace(scene.Root, "/scene".PadRight(scene.Root.Length, '-'), StringComparison.Ordinal));
        Assert.Equal(0, outcome.Status);
    }

    [Fact]
    public async Task Json_is_valid_by_the_published_schema()
    {
        JsonSchema schema = await JsonSchema.FromFileAsync(Machine.Repository + "/docs/why.schema.json", TestContext.Current.CancellationToken);
        using Scene scene = new Scene(Account.Caller).Set(Home);
        Outcome outcome = Machine.Sandbox(Account.Caller, [.. Words(scene, "--ro @h --deny @h/.ssh --json --why @h,@h/f,@h/.ssh/id,@h/nothing,/etc/shadow,tcp:80,udp:0,unix:@h/f")]);

        Assert.Empty(schema.Validate(outcome.Output));
        Assert.NotEmpty(schema.Validate(outcome.Output.Replace("\"tried\"", "\"guessed\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void Asking_changes_nothing_and_reaches_nobody()
    {
        using Scene scene = new Scene(Account.Caller).Set(Home);
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        DateTime before = File.GetLastWriteTimeUtc(scene.Root + "/h/f");

        Outcome outcome = Machine.Sandbox(Account.Caller, [.. Words(scene, $"--rw @ --connect-tcp {port} --why tcp:{port},@h/f,@h/new,@h -- /bin/sh -c"), "touch " + scene.Root + "/ran"]);

        Assert.Equal(0, outcome.Status);
        Assert.Contains(outcome.Lines, line => line.Contains("connect") && line.Contains("allowed") && line.EndsWith("tried"));
        Assert.False(listener.Pending());
        Assert.Equal((before, "x\n"), (File.GetLastWriteTimeUtc(scene.Root + "/h/f"), File.ReadAllText(scene.Root + "/h/f")));
        Assert.False(File.Exists(scene.Root + "/ran") || File.Exists(scene.Root + "/h/new"));
    }

    [Fact]
    public void The_kernel_answers_for_itself_whatever_was_asked_for()
    {
        // UDP ports are Landlock's from ABI 10 on: an older kernel can't be wished newer.
        Outcome outcome = Machine.Sandbox(Account.Caller, "--abi", "11", "--connect-tcp", "1", "--why", "udp:9");

        Assert.Equal(Machine.Abi >= 10, outcome.Lines.Any(line => line.Contains("send") && line.Contains("denied")));
        Assert.Equal(125, Machine.Sandbox(Account.Caller, "--abi", "3", "--strict", "--connect-tcp", "1", "--why", "udp:9").Status);
        Assert.Equal(125, Machine.Sandbox(Account.Caller, "--why", "/nowhere/at/all").Status);
    }

    [Fact]
    public void What_only_file_permissions_refuse_is_told_apart()
    {
        using Scene scene = new Scene(Account.Nobody).Set("echo x > f; chmod 200 f");
        Outcome outcome = Machine.Sandbox(Account.Nobody, "--ro", scene.Root, "--why", scene.Root + "/f");

        Assert.Contains(outcome.Lines, line => line.StartsWith("  read ") && line.Contains("allowed") && line.EndsWith("without a sandbox: permission denied (errno 13)"));
        Assert.Contains(outcome.Lines, line => line.StartsWith("  write ") && line.Contains("denied") && line.EndsWith("  tried"));
    }

    private static string[] Words(Scene scene, string words) =>
        [.. words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Replace("@", scene.Root + "/", StringComparison.Ordinal))];
}
