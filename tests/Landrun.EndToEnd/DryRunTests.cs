using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Landrun.Tests;
using NJsonSchema;
using Xunit;

namespace Landrun.EndToEnd;

/// <summary><c>--dry-run</c>: it says what the launch would do, and does none of it.</summary>
public sealed partial class DryRunTests
{
    private static readonly Dictionary<string, string> Bare = new() { ["LANG"] = "C.UTF-8", ["TERM"] = "xterm", ["NO_COLOR"] = "" };

    public static TheoryData<string> Policies =>
    [
        "--rox /usr,/bin,/lib,/lib64,@",
        "--add-exec --rw @ --connect-tcp 443,8000-8010 --bind-tcp 0",
        "--add-exec --ro @way --fs execute,read_file:@d/f --unix @ --ignore-missing --ro @missing",
        "--add-exec --dns --env A=1,2 --env-none --keep-fd all --keep-cap all",
        "--add-exec --rw @ --deny @d/f --no-metadata",
        "--add-exec --ro @ --exec --deny @d --quiet @",
        "--add-exec --unrestricted-network --unrestricted-scoped --ro /dev/fd/0,/proc/self",
        "--add-exec --unrestricted-filesystem --bind-udp 9 --no-seccomp",
        "--abi 0 --add-exec --ro @",
        "--abi 1 --add-exec --rw @ --connect-tcp 1",
        "--abi 4 --add-exec --rwx @ --log-disable-originating",
    ];

    [Theory]
    [InlineData("dry-run.txt", "--dry-run --abi 10 --add-exec --rox @d --ro @way,@d/f --rw @e --fs execute,make_dir:@ --deny @e/secret --connect-tcp 443 --bind-tcp 8000-8010 --env SET=1 --ignore-missing --ro @missing @d/run -x")]
    [InlineData("dry-run-older-kernel.txt", "--dry-run --abi 3 --ro @d --rw @e --connect-tcp 443 --unix @e @d/run")]
    [InlineData("dry-run-closed.txt", "--dry-run --abi 11 --strict @d/run")]
    [InlineData("dry-run-open.txt", "--dry-run --abi 11 --unrestricted-filesystem --unrestricted-network --unrestricted-scoped @d/run")]
    [InlineData("dry-run-setpriv.txt", "--dry-run --abi 5 --add-exec --rw @d --ro @e/f --connect-tcp 443 --format setpriv @d/run it's")]
    [InlineData("dry-run.json", "--dry-run --abi 10 --ro @d --deny @d/f --connect-tcp 443 --json @d/run")]
    public void The_report_is_as_recorded(string golden, string words)
    {
        using Scene scene = new Scene(Account.Nobody).Set("mkdir d e; echo x > d/f; echo x > e/f; echo x > e/secret; ln -s d/f way; echo '#!/nowhere' > d/run; chmod +x d/run");
        Outcome outcome = Run(Account.Nobody, scene, words);

        Golden.Equal(golden, OwnAbi().Replace(Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(outcome.Output + "--- messages\n" + outcome.Errors)), "$1KERNEL").Replace(scene.Root, "/scene".PadRight(scene.Root.Length, '-'), StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task Json_is_valid_by_the_published_schema(string policy)
    {
        JsonSchema schema = await JsonSchema.FromFileAsync(Machine.Repository + "/docs/dry-run.schema.json", TestContext.Current.CancellationToken);
        foreach (Account account in new[] { Account.Caller, Account.Nobody })
        {
            using Scene scene = Set(account);
            Outcome outcome = Run(account, scene, policy + " --dry-run --json @run");
            Assert.Equal(0, outcome.Status);
            Assert.Empty(schema.Validate(outcome.Output));
            // Whatever is taken away or added shows.
            Assert.NotEmpty(schema.Validate(outcome.Output.Replace("\"refused\": false,", "", StringComparison.Ordinal)));
            Assert.NotEmpty(schema.Validate(outcome.Output.Replace("\"kept\": [", "\"else\": [],\n\"kept\": [", StringComparison.Ordinal)));
        }
    }

    /// <summary>What it says is held against the system calls of the launch itself.</summary>
    [Theory]
    [MemberData(nameof(Policies))]
    public void Each_rule_is_one_that_the_launch_gives_the_kernel(string policy)
    {
        string strace = Machine.Tool("strace");
        using Scene scene = Set(Account.Caller);
        using Scene beside = new(Account.Caller);
        Outcome told = Run(Account.Caller, scene, policy + " --dry-run --json @run");
        Outcome done = Machine.Run(Account.Caller, [strace, "-y", "-X", "raw", "-e", "trace=landlock_add_rule", "-o", beside.Root + "/trace", Machine.Landrun, .. Words(scene, policy + " @run")], Bare);

        Assert.Equal(0, done.Status);
        using JsonDocument report = JsonDocument.Parse(told.Output);
        IEnumerable<string> files = report.RootElement.GetProperty("files").GetProperty("rules").EnumerateArray()
            .Select(rule => Mask(rule.GetProperty("rights"), FileRights) + " " + (rule.TryGetProperty("resolved", out JsonElement path) ? path.GetString() : "?"));
        IEnumerable<string> ports = report.RootElement.GetProperty("network").GetProperty("rules").EnumerateArray()
            .Where(rule => rule.GetProperty("enforced").GetArrayLength() > 0)
            .SelectMany(rule => Enumerable.Range(rule.GetProperty("first").GetInt32(), rule.GetProperty("last").GetInt32() - rule.GetProperty("first").GetInt32() + 1)
                .Select(port => Mask(rule.GetProperty("enforced"), PortRights) + " " + port));
        // An add that the kernel refuses (a file with the rights of a directory) is tried again with less.
        IEnumerable<string> added = File.ReadAllLines(beside.Root + "/trace").Where(line => line.EndsWith("= 0")).Select(Added)
            .Where(rule => !rule.StartsWith("0 "));
        string[] kernel = [.. added.Select(Pid)];
        // An strace that doesn't know rules on ports shows that there are some.
        Assert.Equal(kernel, files.Concat(ports.Select(port => kernel.Contains("port") ? "port" : port)).Select(Pid));
    }

    [Fact]
    public void Nothing_is_run_and_nothing_restricted()
    {
        using Scene scene = Set(Account.Caller);
        Outcome outcome = Run(Account.Caller, scene, "--add-exec --rw @ --dry-run -- /bin/sh -c", "touch \"$0/ran\"", scene.Root);

        Assert.Equal(0, outcome.Status);
        Assert.False(File.Exists(scene.Root + "/ran"));
        Run(Account.Caller, scene, "--add-exec --rw @ --rox /usr,/bin,/lib,/lib64 -- /bin/sh -c", ": > \"$0/ran\"", scene.Root);
        Assert.True(File.Exists(scene.Root + "/ran"));
    }

    [Theory]
    [InlineData(127, "--rox /usr no-such-command")]
    [InlineData(127, "--rox /usr @none")]
    [InlineData(126, "--rox /usr @plain")]
    [InlineData(125, "--ro @missing,@gone @run")]
    [InlineData(125, "--fs read_dir:@plain @run")]
    [InlineData(125, "--keep-fd 77 @run")]
    [InlineData(125, "--deny @missing @run")]
    [InlineData(125, "--ro @ --deny @run @run")]
    [InlineData(125, "--abi 3 --strict --add-exec --connect-tcp 443 @run")]
    [InlineData(0, "--add-exec @run")]
    public void It_fails_as_the_launch_would(int status, string words)
    {
        using Scene scene = Set(Account.Nobody);
        Outcome told = Run(Account.Nobody, scene, "--dry-run " + words);
        Outcome done = Run(Account.Nobody, scene, words);

        Assert.Equal((status, status), (done.Status, told.Status));
        // What can't be enforced stands in the report.
        Assert.Equal(done.Messages.Where(line => !line.Contains("NOT enforced")), told.Messages);
    }

    [Fact]
    public void Options_that_ask_for_nothing_are_mistakes()
    {
        foreach (string words in new[] { "--json ls", "--format setpriv ls", "--dry-run --json --format setpriv ls", "--dry-run --format yaml ls", "--dry-run --why / ls", "--why tcp: ls", "--why tcp:99999 ls", "--why unix: ls", "--why udp:1-2 ls" })
        {
            Outcome outcome = Machine.Sandbox(Account.Caller, words.Split(' '));
            Assert.Equal((125, "", 1), (outcome.Status, outcome.Output, outcome.Messages.Length));
        }
    }

    [Fact]
    public void Colour_is_for_terminals_alone()
    {
        string script = Machine.Tool("script");
        using Scene scene = Set(Account.Caller);
        string[] OnTerminal(string variables, string more = "") =>
            Machine.Shell(Account.Caller, $"{variables} {script} -qec \"{Machine.Landrun} --dry-run {more} --abi 2 --add-exec --connect-tcp 1 {Machine.Probe}\" /dev/null").Lines;

        Assert.Contains(OnTerminal("TERM=xterm NO_COLOR="), line => line.Contains("\u001b[1mCommand\u001b[0m"));
        Assert.Contains(OnTerminal("TERM=xterm NO_COLOR="), line => line.Contains("\u001b[31mNOT\u001b[0m   "));
        Assert.DoesNotContain(OnTerminal("TERM=xterm NO_COLOR=1"), line => line.Contains('\u001b'));
        Assert.DoesNotContain(OnTerminal("TERM=dumb NO_COLOR="), line => line.Contains('\u001b'));
        Assert.DoesNotContain(OnTerminal("TERM=xterm NO_COLOR=", "--json"), line => line.Contains('\u001b'));
        Assert.DoesNotContain(Run(Account.Caller, scene, "--dry-run --add-exec @run").Lines, line => line.Contains('\u001b'));
    }

    [Fact]
    public void A_name_of_any_bytes_is_shown_harmlessly_and_told_exactly()
    {
        using Scene scene = new Scene(Account.Caller).Set("mkdir $'a\\xff\\e[31m'");
        string path = scene.Root + "/a\u00ff\u001b[31m";

        Outcome text = Machine.SandboxBytes(Account.Caller, "--dry-run", "--add-exec", "--ro", path, Machine.Probe);
        Assert.Contains(text.Lines, line => line.Contains("/a\\xff\\x1b[31m "));
        Assert.DoesNotContain('\u001b', text.Output);
        using JsonDocument json = JsonDocument.Parse(Machine.SandboxBytes(Account.Caller, "--dry-run", "--json", "--add-exec", "--ro", path, Machine.Probe).Output);
        Assert.Equal(
            path,
            Encoding.Latin1.GetString(json.RootElement.GetProperty("files").GetProperty("rules")[0].GetProperty("pathBase64").GetBytesFromBase64()));
    }

    [Theory]
    [InlineData("--ro @d")]
    [InlineData("--rw @d --deny @d/secret")]
    [InlineData("--rwx @d,@e")]
    [InlineData("--fs read_file,write_file:@d/f --ro @e")]
    public void The_line_for_setpriv_restricts_files_alike(string policy)
    {
        Outcome found = Machine.Run(Account.Caller, [Machine.Repository + "/tests/Landrun.EndToEnd/sid-setpriv", Machine.Repository + "/out/cache/setpriv"]);
        Assert.SkipWhen(found.Status != 0 && !Machine.IsRoot, "no setpriv that knows Landlock, and only root fetches one: " + found.Errors);
        Assert.SkipWhen(Machine.Abi < 5, "what setpriv of util-linux 2.42 knows, this kernel doesn't");
        Assert.Equal(0, found.Status);
        string[] acts =
        [
            "open-read @d/f", "open-write @d/f", "truncate @d/f", "readdir @d", "open-read @d/secret", "open-read @e/f", "mkreg @d/new", "mkdir @e/new",
            "rename @d/f @d/g", "rename @d/f @e/g", "unlink @e/f", "exec @d/run", "open-read /etc/passwd", "open-write /dev/null",
        ];
        foreach (string act in acts)
        {
            using Scene scene = new Scene(Account.Caller).Set("mkdir d e; cp " + Machine.Probe + " d/run; echo x > d/f; echo x > e/f; echo x > d/secret");
            Outcome line = Run(Account.Caller, scene, "--abi 5 --add-exec --unrestricted-network --unrestricted-scoped --dry-run --format setpriv " + policy + " " + Machine.Probe + " " + act);
            Assert.StartsWith("setpriv ", line.Output);
            Outcome there = Machine.Shell(Account.Caller, found.Output.TrimEnd() + line.Output["setpriv".Length..]);
            scene.Set("rm -rf d e; mkdir d e; cp " + Machine.Probe + " d/run; echo x > d/f; echo x > e/f; echo x > d/secret");
            string[] here = scene.Try("--abi 5 --unrestricted-network --unrestricted-scoped " + policy, act);
            Assert.Equal(here, there.Lines.Length > 0 ? [there.Lines[0].Split(' ')[0]] : [there.Errors]);
        }
    }

    private static readonly string[] FileRights =
    [
        "execute", "write_file", "read_file", "read_dir", "remove_dir", "remove_file", "make_char", "make_dir", "make_reg", "make_sock", "make_fifo",
        "make_block", "make_sym", "refer", "truncate", "ioctl_dev", "resolve_unix",
    ];

    private static readonly string[] PortRights = ["bind_tcp", "connect_tcp", "bind_udp", "connect_send_udp"];

    private static Scene Set(Account account) =>
        new Scene(account).Set("mkdir d; echo x > d/f; ln -s d way; echo x > plain; printf '#!/bin/true\\n' > script; cp " + Machine.Probe + " run");

    private static string Mask(JsonElement rights, string[] names) =>
        rights.EnumerateArray().Aggregate(0UL, (mask, right) => mask | (1UL << Array.IndexOf(names, right.GetString()))).ToString("x");

    /// <summary>A line of strace: <c>landlock_add_rule(3, 0x1, {allowed_access=0xc, parent_fd=4&lt;/usr&gt;}, 0) = 0</c>.</summary>
    private static string Added(string line)
    {
        Match match = RuleLine().Match(line);
        return !match.Success ? "port" : Convert.ToUInt64(match.Groups[1].Value, 16).ToString("x") + " " + (match.Groups[2].Success ? match.Groups[2].Value : match.Groups[3].Value);
    }

    private static string Pid(string rule) => NumberedProc().Replace(rule, "/proc/PID");

    private static Outcome Run(Account account, Scene scene, string words, params string[] more)
    {
        string[] all = [Machine.Landrun, .. Words(scene, words), .. more];
        return Machine.Run(account, ["/usr/bin/env", "-i", .. Bare.Select(pair => pair.Key + "=" + pair.Value), "PATH=/usr/bin:/bin", .. all]);
    }

    private static string[] Words(Scene scene, string words) =>
        [.. words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Replace("@", scene.Root + "/", StringComparison.Ordinal))];

    [GeneratedRegex("(this kernel has Landlock's ABI |\"kernelAbi\": )[0-9]+")]
    private static partial Regex OwnAbi();

    [GeneratedRegex(@"allowed_access=(?:0x)?([0-9a-f]+), (?:parent_fd=[0-9]+<([^>]*)>|port=([0-9]+))")]
    private static partial Regex RuleLine();

    [GeneratedRegex("/proc/[0-9]+")]
    private static partial Regex NumberedProc();
}
