using Xunit;

namespace Landrun.EndToEnd;

/// <summary><c>--deny</c>: closed inside of what is open, whichever way it is reached; and what that costs is said.</summary>
public sealed class DenyTests
{
    private const string Home =
        "mkdir -p h/.ssh/deep h/work/sub h/other; echo key > h/.ssh/id; echo key > h/.ssh/deep/id; echo x > h/f; echo x > h/work/f; echo x > h/work/sub/f; ln -s .ssh h/way; ln -s h/.ssh/id direct";

    public static TheoryData<Account> Accounts => [Account.Caller, Account.Nobody];

    [Theory]
    [MemberData(nameof(Accounts))]
    public void What_is_denied_is_closed_and_what_lies_around_it_open(Account account)
    {
        using Scene scene = new Scene(account).Set(Home);
        const string Acts = "open-read @h/.ssh/id + open-write @h/.ssh/id + readdir @h/.ssh + mkreg @h/.ssh/new + unlink @h/.ssh/deep/id + truncate @h/.ssh/id";

        Assert.Equal(["open-read=0", "open-write=0", "readdir=0", "mkreg=0", "unlink=0", "truncate=0"], scene.TryOutside(Acts));
        scene.Set("rm h/.ssh/new; echo key > h/.ssh/deep/id");
        Assert.Equal(["open-read=0", "open-write=0", "readdir=0", "mkreg=0", "unlink=0", "truncate=0"], scene.Try("--rw @h", Acts));
        scene.Set("rm h/.ssh/new; echo key > h/.ssh/deep/id");
        Assert.Equal(
            ["open-read=EACCES", "open-write=EACCES", "readdir=EACCES", "mkreg=EACCES", "unlink=EACCES", "truncate=EACCES"],
            scene.Try("--rw @h --deny @h/.ssh", Acts));
        Assert.Equal(
            ["open-read=0", "open-write=0", "open-write=0", "mkreg=0", "rename=0", "unlink=0", "readdir=0"],
            scene.Try("--rw @h --deny @h/.ssh", "open-read @h/f + open-write @h/f + open-write @h/work/sub/f + mkreg @h/work/new + rename @h/work/new @h/other/new + unlink @h/other/new + readdir @h/work"));
    }

    [Theory]
    [MemberData(nameof(Accounts))]
    public void No_way_leads_into_it(Account account)
    {
        using Scene scene = new Scene(account).Set(Home);
        const string Policy = "--rw @ --deny @h/.ssh";
        string[] ways =
        [
            "open-read @h/way/id", "open-read @direct", "open-read @h/work/../.ssh/id", "open-read @h/.ssh/../.ssh/deep/id",
            "open-read /proc/self/root@h/.ssh/id", "chdir @h/.ssh + open-read id + open-read /proc/self/cwd/id + open-read deep/id",
            "symlink @h/.ssh/id @h/work/s + open-read @h/work/s",
        ];
        foreach (string way in ways)
        {
            Assert.Contains(scene.TryOutside(way), line => line == "open-read=0");
            scene.Set("rm -f h/work/s");
            Assert.All(scene.Try("--ro /proc " + Policy, way).Where(line => line.StartsWith("open-read")), line => Assert.Equal("open-read=EACCES", line));
            scene.Set("rm -f h/work/s");
        }
    }

    [Theory]
    [InlineData(Account.Caller, "rename @h/.ssh @h/work/moved", "open-read @h/work/moved/id")]
    [InlineData(Account.Nobody, "rename @h/.ssh @h/work/moved", "open-read @h/work/moved/id")]
    [InlineData(Account.Nobody, "rename @h/.ssh/id @h/work/id", "open-read @h/work/id")]
    [InlineData(Account.Nobody, "link @h/.ssh/id @h/work/id", "open-read @h/work/id")]
    [InlineData(Account.Caller, "link @h/.ssh/id @h/work/id", "open-read @h/work/id")]
    [InlineData(Account.Nobody, "exchange @h/.ssh @h/work", "open-read @h/work/id")]
    [InlineData(Account.Nobody, "exchange @h/work @h/.ssh", "open-read @h/work/id")]
    [InlineData(Account.Nobody, "rename @h @moved", "open-read @moved/.ssh/id")]
    public void It_can_neither_be_moved_nor_linked_out(Account account, string act, string proof)
    {
        using Scene scene = new Scene(account).Set(Home);
        string[] inside = scene.Try("--rw @ --deny @h/.ssh", act + " + " + proof);

        Assert.Contains(inside[0].Split('=')[1], (string[])["EACCES", "EXDEV"]);
        Assert.Contains(inside[1], (string[])["open-read=ENOENT", "open-read=EACCES"]);
        Assert.Equal([act.Split(' ')[0] + "=0", "open-read=0"], scene.TryOutside(act + " + " + proof));
    }

    [Theory]
    [InlineData("rename @h/work/f @h/.ssh/in")]
    [InlineData("link @h/work/f @h/.ssh/in")]
    [InlineData("rename @h/work @h/moved")]
    [InlineData("rename @h/f @h/g")]
    [InlineData("unlink @h/f")]
    [InlineData("mkreg @h/new")]
    [InlineData("mkdir @h/new")]
    [InlineData("symlink x @h/new")]
    [InlineData("create @h/new")]
    public void In_the_directories_on_the_way_nothing_changes(string act)
    {
        using Scene scene = new Scene(Account.Nobody).Set(Home);

        Assert.Contains(scene.Try("--rw @ --deny @h/.ssh", act)[0].Split('=')[1], (string[])["EACCES", "EXDEV"]);
        Assert.Equal([act.Split(' ')[0] + "=0"], scene.Try("--rw @", act));
    }

    [Fact]
    public void What_comes_to_lie_on_the_way_later_stays_closed()
    {
        using Scene scene = new Scene(Account.Nobody).Set(Home);
        using System.Diagnostics.Process inside = Machine.Start(
            Account.Nobody, [Machine.Landrun, "--add-exec", "--rw", scene.Root, "--deny", scene.Root + "/h/.ssh", "--", Machine.Probe, "ready", "+", "wait-input", "+", "open-read", scene.Root + "/h/later", "+", "open-read", scene.Root + "/h/work/later"]);
        Assert.StartsWith("ready=0", inside.StandardOutput.ReadLine());
        scene.Set("echo x > h/later; echo x > h/work/later");
        inside.StandardInput.Close();

        Assert.Equal(["wait-input=0", "open-read=EACCES", "open-read=0"], Machine.End(inside).Lines);
    }

    [Theory]
    [InlineData("--rw @ --deny @h/f", "readdir @h", "0")]
    [InlineData("--rw @ --deny @h/f", "open-read @h/f", "EACCES")]
    [InlineData("--rw @ --deny @h/f", "open-write @h/work/f", "0")]
    [InlineData("--rw @ --deny @h/f", "rename @h/f @h/work/g", "EACCES")]
    [InlineData("--ro @h --deny @h/.ssh", "readdir @h", "EACCES")]
    [InlineData("--ro @h --deny @h/.ssh --fs read_dir:@h", "readdir @h", "0")]
    [InlineData("--ro @h --deny @h/.ssh --fs read_dir:@h", "open-read @h/.ssh/id", "EACCES")]
    [InlineData("--ro @h --fs read_file:@h/.ssh --deny @h/.ssh", "open-read @h/.ssh/id", "EACCES")]
    [InlineData("--ro @h/.ssh/id --deny @h/.ssh", "open-read @h/.ssh/id", "EACCES")]
    [InlineData("--ro @h/way --deny @h/.ssh", "open-read @h/.ssh/id", "EACCES")]
    [InlineData("--ro @h --deny @h/way", "open-read @h/.ssh/id", "EACCES")]
    [InlineData("--ro / --rw @h --deny @h/.ssh", "open-read @h/.ssh/id", "EACCES")]
    [InlineData("--ro / --rw @h --deny @h/.ssh", "open-write @h/work/f", "0")]
    [InlineData("--ro / --rw @h --deny @h/.ssh", "open-write @h/.ssh/id", "EACCES")]
    [InlineData("--ro / --rw @h --deny @h/.ssh", "open-read /etc/passwd", "0")]
    [InlineData("--rw @h --deny @h/.ssh,@h/work/sub", "open-read @h/work/sub/f", "EACCES")]
    [InlineData("--rw @h --deny @h/.ssh,@h/work/sub", "open-write @h/work/f", "0")]
    [InlineData("--rw @h --deny @h/.ssh/deep --deny @h/.ssh", "open-read @h/.ssh/id", "EACCES")]
    [InlineData("--rw @h --deny @h", "open-read @h/f", "EACCES")]
    [InlineData("--ro / --deny /dev", "open-write /dev/null", "EACCES")]
    [InlineData("--dns --deny /etc/hosts", "open-read /etc/hosts", "EACCES")]
    [InlineData("--dns --deny /etc/host.conf", "open-read /etc/hosts", "0")]
    public void Denying_wins_over_whatever_is_allowed(string options, string act, string result)
    {
        using Scene scene = new Scene(Account.Caller).Set(Home);

        Assert.Equal([act.Split(' ')[0] + "=" + result], scene.Try(options, act));
    }

    [Fact]
    public void The_usual_case_runs_real_programs()
    {
        using Scene scene = new Scene(Account.Caller).Set(Home);

        Outcome outcome = Machine.Sandbox(Account.Caller, "--rox", "/", "--deny", scene.Root + "/h/.ssh", "--", "/bin/sh", "-c", "cat \"$0/h/f\" && ls \"$0/h/work\" && ! cat \"$0/h/.ssh/id\"", scene.Root);

        Assert.Equal(0, outcome.Status);
        Assert.Equal(["x", "f", "sub"], outcome.Lines);
        Assert.Contains("--deny costs: in /, ", outcome.Errors, StringComparison.Ordinal);
        Assert.Single(outcome.Messages);
    }

    [Fact]
    public void What_does_not_exist_yet_is_kept_closed_where_that_is_asked_for()
    {
        using Scene scene = new Scene(Account.Caller).Set("mkdir h; echo x > h/f; ln -s nowhere h/dangling");
        string home = scene.Root + "/h";

        Outcome refused = Machine.Sandbox(Account.Caller, "--add-exec", "--rw", home, "--deny", home + "/a", "--deny", home + "/b/c", Machine.Probe, "ready");
        Assert.Equal((125, ""), (refused.Status, refused.Output));
        Assert.Contains($"no such path: --deny {home}/a, --deny {home}/b/c", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(["mkdir=EACCES", "mkreg=EACCES", "open-read=0"], scene.Try("--ignore-missing --rw @h --deny @h/b//./c", "mkdir @h/b + mkreg @h/a + open-read @h/f"));
        Assert.Equal(125, Machine.Sandbox(Account.Caller, "--ignore-missing", "--add-exec", "--rw", home, "--deny", home + "/dangling/x", Machine.Probe, "ready").Status);
        Assert.Equal(125, Machine.Sandbox(Account.Caller, "--ignore-missing", "--add-exec", "--rw", home, "--deny", home + "/a/../b", Machine.Probe, "ready").Status);
    }

    /// <summary>What lies around is listed first and opened then; who may write there can put a link in its place meanwhile.</summary>
    [Fact]
    public void A_neighbour_that_becomes_a_link_opens_nothing_else()
    {
        using Scene scene = new Scene(Account.Caller).Set("mkdir -p h/.ssh h/a secret; ln -s ../secret h/b; echo x > secret/f; echo x > h/a/f");
        using System.Diagnostics.Process attacker = Machine.Start(
            Account.Caller, ["/bin/bash", "-c", "while [ -e \"$1/secret\" ]; do \"$0\" exchange \"$1/h/a\" \"$1/h/b\"; done >/dev/null 2>&1", Machine.Probe, scene.Root]);
        try
        {
            for (int round = 0; round < 200; round++)
            {
                Assert.Equal("open-read=EACCES", scene.Try("--ro @h --deny @h/.ssh", "open-read @secret/f")[0]);
            }
        }
        finally
        {
            attacker.Kill(entireProcessTree: true);
            attacker.WaitForExit();
        }
    }

    [Fact]
    public void A_second_name_of_a_file_is_said_to_stay_open()
    {
        using Scene scene = new Scene(Account.Caller).Set("mkdir h o; echo x > h/f; ln h/f o/g; echo x > h/single");

        Outcome outcome = Machine.Sandbox(Account.Caller, "--add-exec", "--ro", scene.Root, "--deny", scene.Root + "/h/f", Machine.Probe, "open-read", scene.Root + "/h/f", "+", "open-read", scene.Root + "/o/g");
        Assert.Equal(["open-read=EACCES", "open-read=0"], outcome.Lines);
        Assert.Contains("has 2 names", Assert.Single(outcome.Messages), StringComparison.Ordinal);
        Assert.Empty(Machine.Sandbox(Account.Caller, "--add-exec", "--ro", scene.Root, "--deny", scene.Root + "/h/single", Machine.Probe, "ready").Messages);
    }

    [Fact]
    public void A_bind_mount_shows_nothing_that_is_denied()
    {
        Assert.SkipUnless(Machine.IsRoot, "only root mounts");
        using Scene scene = new Scene(Account.Caller).Set(Home + "; mkdir again 'inner one'; echo secret > h/.ssh/deep/f");
        const string Script =
            "mount --make-rprivate / && mount --bind \"$1/h\" \"$1/again\" && mount --bind \"$1/h/.ssh/deep\" \"$1/inner one\" || exit 9; shift; exec \"$@\"";
        string[] acts = ["open-read", scene.Root + "/again/.ssh/id", "+", "open-read", scene.Root + "/inner one/f", "+", "open-read", scene.Root + "/again/f", "+", "open-read", scene.Root + "/h/.ssh/id"];
        string[] Mounted(params string[] command)
        {
            Outcome outcome = Machine.Run(Account.Caller, ["unshare", "-m", "/bin/sh", "-c", Script, "sh", scene.Root, .. command]);
            Assert.SkipWhen(outcome.Status == 9 || outcome.Errors.StartsWith("unshare: "), "this machine lets nobody mount: " + outcome.Errors);
            return outcome.Lines.Length > 0 ? outcome.Lines : [outcome.Errors];
        }

        Assert.Equal(["open-read=0", "open-read=0", "open-read=0", "open-read=0"], Mounted([Machine.Probe, .. acts]));
        Assert.Equal(
            ["open-read=EACCES", "open-read=EACCES", "open-read=0", "open-read=EACCES"],
            Mounted([Machine.Landrun, "--add-exec", "--ro", scene.Root, "--deny", scene.Root + "/h/.ssh", Machine.Probe, .. acts]));
    }

    [Theory]
    [InlineData("--deny closes ", "--rox", "/usr", "--deny", "/usr/bin/env", "env")]
    [InlineData("--deny closes ", "--rox", "/usr,/lib,/lib64", "--deny", "/lib64/ld-linux-x86-64.so.2", "env")]
    [InlineData("--unrestricted-filesystem", "--unrestricted-filesystem", "--deny", "/usr", "env")]
    [InlineData("no such path: --deny ~/.ssh", "--rox", "/", "--deny", "~/.ssh", "env")]
    [InlineData("--deny closes ", "--rox", "/", "--deny", "/", "env")]
    public void What_can_not_be_expressed_is_refused(string message, params string[] words)
    {
        Assert.SkipWhen(words.Contains("/lib64/ld-linux-x86-64.so.2") && !File.Exists("/lib64/ld-linux-x86-64.so.2"), "this machine's loader has another name");
        Outcome outcome = Machine.Sandbox(Account.Caller, words);

        Assert.Equal((125, ""), (outcome.Status, outcome.Output));
        Assert.Contains(message, string.Join('\n', outcome.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_that_may_not_be_listed_is_refused()
    {
        using Scene scene = new Scene(Account.Nobody).Set(Home + "; chmod 311 h");
        Outcome outcome = Machine.Sandbox(Account.Nobody, "--add-exec", "--ro", scene.Root, "--deny", scene.Root + "/h/.ssh", Machine.Probe, "ready");

        Assert.Equal((125, ""), (outcome.Status, outcome.Output));
        Assert.Contains("can't list " + scene.Root + "/h to open what lies around the denied path: permission denied", outcome.Errors, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void The_number_of_rules_is_bounded()
    {
        using Scene scene = new Scene(Account.Caller).Set("mkdir n; cd n; touch $(seq 4096)");

        Assert.Equal(["open-read=0", "open-read=EACCES"], scene.Try("--ro @n --deny @n/4000", "open-read @n/1 + open-read @n/4000"));
        scene.Set("touch n/more");
        Outcome outcome = Machine.Sandbox(Account.Caller, "--add-exec", "--ro", scene.Root + "/n", "--deny", scene.Root + "/n/4000", Machine.Probe, "ready");
        Assert.Equal((125, ""), (outcome.Status, outcome.Output));
        Assert.Contains("more than 4096 entries", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_any_bytes_lie_around_it()
    {
        using Scene scene = new Scene(Account.Caller).Set("mkdir h; echo x > h/secret; echo x > $'h/\\xff\\xfe\\n'; echo x > 'h/with space'");

        Assert.Equal(
            ["open-read=0", "open-read=0", "open-read=EACCES"],
            Machine.SandboxBytes(Account.Caller, "--add-exec", "--ro", scene.Root, "--deny", scene.Root + "/h/secret", Machine.Probe, "open-read", scene.Root + "/h/\u00ff\u00fe\n", "+", "open-read", scene.Root + "/h/with space", "+", "open-read", scene.Root + "/h/secret").Lines);
    }

    [Fact]
    public void Sockets_are_denied_like_files_where_the_kernel_can()
    {
        using Scene scene = new Scene(Account.Caller).Set("mkdir s t");
        Outcome outcome = Machine.Sandbox(Account.Caller, "--add-exec", "--unix", scene.Root, "--deny", scene.Root + "/s", Machine.Probe, "ready");

        // Before Linux 7.1 --unix opens every socket, and that is said whatever is denied.
        Assert.Equal(Machine.Abi < 9, outcome.Messages.Any(message => message.Contains("NOT enforced: unix sockets by path")));
    }
}
