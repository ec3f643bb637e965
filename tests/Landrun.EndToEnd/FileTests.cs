using Xunit;

namespace Landrun.EndToEnd;

/// <summary>Files: what each option allows, and the exact errno of what it does not, beside the same act allowed outside.</summary>
public sealed class FileTests
{
    public static TheoryData<Account> Accounts => [Account.Caller, Account.Nobody];

    private static readonly string Setting =
        "cp " + Machine.Probe + " run; mkdir -p d/sub e out; echo x > d/f; echo x > d/g; echo x > d/gone; echo x > e/f; echo x > out/f; mkdir d/empty; mv run d/run; ln -s ../out/f d/leak; ln -s d way";

    /// <summary>Acts that need a right each; the last of a row is the errno where the right is missing.</summary>
    private static readonly (string Act, string Right)[] Acts =
    [
        ("open-read @d/f", "read_file"),
        ("readdir @d", "read_dir"),
        ("open-write @d/f", "write_file"),
        ("truncate @d/f", "truncate"),
        ("mkreg @d/new", "make_reg"),
        ("mkdir @d/newdir", "make_dir"),
        ("symlink x @d/newlink", "make_sym"),
        ("mkfifo @d/newfifo", "make_fifo"),
        ("mksock @d/newsock", "make_sock"),
        ("unlink @d/gone", "remove_file"),
        ("rmdir @d/empty", "remove_dir"),
        ("exec @d/run", "execute"),
    ];

    private static readonly string AllActs = string.Join(" + ", Acts.Select(act => act.Act));

    [Theory]
    [MemberData(nameof(Accounts))]
    public void Without_any_sandbox_every_act_succeeds(Account account)
    {
        using Scene scene = new Scene(account).Set(Setting);
        Assert.Equal(Answers(_ => true), scene.TryOutside(AllActs));
    }

    [Theory]
    [InlineData(Account.Caller, "--ro @d", "read_file,read_dir")]
    [InlineData(Account.Nobody, "--ro @d", "read_file,read_dir")]
    [InlineData(Account.Nobody, "--ro @", "read_file,read_dir")]
    [InlineData(Account.Nobody, "--ro @way", "read_file,read_dir")]
    [InlineData(Account.Caller, "--rox @d", "read_file,read_dir,execute")]
    [InlineData(Account.Nobody, "--ro @d --exec", "read_file,read_dir,execute")]
    [InlineData(Account.Caller, "--rw @d", "read_file,read_dir,write_file,truncate,make_reg,make_dir,make_sym,make_fifo,make_sock,remove_file,remove_dir")]
    [InlineData(Account.Nobody, "--rw @d", "read_file,read_dir,write_file,truncate,make_reg,make_dir,make_sym,make_fifo,make_sock,remove_file,remove_dir")]
    [InlineData(Account.Nobody, "--rwx @d", "read_file,read_dir,write_file,truncate,make_reg,make_dir,make_sym,make_fifo,make_sock,remove_file,remove_dir,execute")]
    [InlineData(Account.Nobody, "--rw @d --exec", "read_file,read_dir,write_file,truncate,make_reg,make_dir,make_sym,make_fifo,make_sock,remove_file,remove_dir,execute")]
    [InlineData(Account.Nobody, "--ro @out", "")]
    [InlineData(Account.Nobody, "", "")]
    public void An_option_allows_its_rights_and_no_others(Account account, string options, string rights)
    {
        string[] allowed = rights.Split(',');
        using Scene scene = new Scene(account).Set(Setting);
        Assert.Equal(Answers(allowed.Contains), scene.Try(options, AllActs));
    }

    [Fact]
    public void Each_right_of_fs_allows_exactly_its_act()
    {
        foreach ((_, string right) in Acts)
        {
            using Scene scene = new Scene(Account.Caller).Set(Setting);
            // To execute, the kernel wants to read as well.
            Assert.Equal(Answers(needed => right == needed && needed != "execute"), scene.Try("--fs " + right + ":@d", AllActs));
        }
    }

    [Fact]
    public void A_single_file_opens_nothing_beside_it()
    {
        Machine.NeedsLandlock();
        using Scene scene = new Scene(Account.Caller).Set(Setting);

        Assert.Equal(
            ["open-read=0", "open-write=0", "truncate=0", "open-read=EACCES", "readdir=EACCES", "unlink=EACCES"],
            scene.Try("--rw @d/f", "open-read @d/f + open-write @d/f + truncate @d/f + open-read @d/g + readdir @d + unlink @d/f"));
    }

    [Fact]
    public void A_link_leads_only_where_its_target_is_allowed()
    {
        Machine.NeedsLandlock();
        using Scene scene = new Scene(Account.Caller).Set(Setting);

        Assert.Equal(["open-read=EACCES", "open-read=0"], scene.Try("--ro @d", "open-read @d/leak + open-read @way/f"));
        Assert.Equal(["open-read=0"], scene.Try("--ro @d/leak", "open-read @out/f"));
    }

    [Theory]
    [MemberData(nameof(Accounts))]
    public void Files_are_renamed_and_linked_between_writable_directories_and_not_out_of_them(Account account)
    {
        Machine.NeedsLandlock();
        using Scene scene = new Scene(account).Set(Setting);

        Assert.Equal(
            ["rename=0", "rename=0", "rename=0", "link=0", "rename=EACCES", "link=EACCES", "rename=EACCES", "open-read=EACCES"],
            scene.Try(
                "--rw @d,@e",
                "rename @d/f @d/f2 + rename @d/f2 @d/sub/f3 + rename @d/sub/f3 @e/f4 + link @e/f4 @d/f5 + rename @d/g @out/g + link @d/g @out/g2 + rename @out/f @d/stolen + open-read @out/f"));
    }

    [Fact]
    public void Without_refer_a_rename_to_another_directory_is_one_to_another_device()
    {
        Machine.NeedsLandlock();
        const string AllButRefer = "--fs read_file,write_file,make_reg,remove_file:@d,@e";
        using Scene scene = new Scene(Account.Caller).Set(Setting);

        Assert.Equal(["rename=EXDEV", "rename=0"], scene.Try(AllButRefer, "rename @d/f @e/moved + rename @d/f @d/moved"));
        Assert.Equal(["rename=0"], scene.Try(AllButRefer.Replace("write_file", "refer,write_file"), "rename @d/moved @e/moved"));
    }

    [Theory]
    [MemberData(nameof(Accounts))]
    public void The_null_device_is_usable_and_another_is_not(Account account)
    {
        Machine.NeedsLandlock();
        using Scene scene = new(account);

        Assert.Equal(
            ["open-rdwr=0", "open-trunc=0", "open-read=EACCES", "open-read=EACCES"],
            scene.Try("", "open-rdwr /dev/null + open-trunc /dev/null + open-read /dev/zero + open-read /dev/tty"));
    }

    [Fact]
    public void Device_nodes_are_made_only_with_fs()
    {
        Machine.NeedsLandlock();
        Assert.SkipUnless(Machine.IsRoot, "only root makes device nodes");
        using Scene scene = new Scene(Account.Caller).Set("mkdir d");

        Assert.Equal(["mkchr=EACCES", "mkblk=EACCES"], scene.Try("--rw @d --keep-cap mknod", "mkchr @d/c + mkblk @d/b"));
        Assert.Equal(["mkchr=0", "mkblk=EACCES"], scene.Try("--fs make_char:@d --keep-cap mknod", "mkchr @d/c + mkblk @d/b"));
    }

    [Fact]
    public void The_file_system_may_be_left_alone()
    {
        using Scene scene = new Scene(Account.Caller).Set(Setting);

        Assert.Equal(["open-write=0", "rename=0"], scene.Try("--unrestricted-filesystem", "open-write @d/f + rename @d/f @e/g"));
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("with,comma")]
    [InlineData("with\nnewline")]
    [InlineData("\u00ff\u00fe not UTF-8")]
    [InlineData("-dash")]
    public void A_name_of_any_bytes_is_a_name(string name)
    {
        Machine.NeedsLandlock();
        using Scene scene = new(Account.Caller);
        string path = scene.Root + "/" + name;
        string value = path.Replace(",", "\\,", StringComparison.Ordinal);
        Assert.Equal(0, Machine.Run(Account.Caller, [Machine.Probe, "exec-hex", .. Hex(Machine.Probe, "create", path)]).Status);

        Assert.Equal(["open-read=0", "open-write=EACCES"], Machine.SandboxBytes(Account.Caller, "--add-exec", "--ro", value, Machine.Probe, "open-read", path, "+", "open-write", path).Lines);
        Assert.Equal(["open-read=EACCES"], Machine.SandboxBytes(Account.Caller, "--add-exec", Machine.Probe, "open-read", path).Lines);
    }

    [Fact]
    public void The_arguments_reach_the_command_to_the_byte()
    {
        string[] words = ["\u0080\u00ff", "", "a b", "--ro", "\n"];

        Outcome outcome = Machine.SandboxBytes(Account.Caller, ["--add-exec", Machine.Probe, "args", .. words]);

        Assert.EndsWith(" 61726773 " + string.Join(' ', words.Select(word => Convert.ToHexStringLower(System.Text.Encoding.Latin1.GetBytes(word)))), outcome.Lines[0]);
    }

    [Fact]
    public void Ten_thousand_rules_hold()
    {
        Machine.NeedsLandlock();
        using Scene scene = new Scene(Account.Caller).Set("mkdir -p n; cd n; mkdir $(seq 10000); echo x > 7777/f; mkdir ../o; echo x > ../o/f");
        string[] options = [.. Enumerable.Range(1, 10000).SelectMany(number => (string[])["--ro", scene.Root + "/n/" + number])];

        Outcome outcome = Machine.Sandbox(Account.Caller, ["--add-exec", .. options, Machine.Probe, "open-read", scene.Root + "/n/7777/f", "+", "open-read", scene.Root + "/o/f"]);

        Assert.Equal(["open-read=0", "open-read=EACCES"], outcome.Lines);
    }

    private static IEnumerable<string> Hex(params string[] words) => words.Select(word => Convert.ToHexString(System.Text.Encoding.Latin1.GetBytes(word)));

    /// <summary>What each act answers, where these rights are granted: what this kernel's Landlock can't deny succeeds.</summary>
    private static IEnumerable<string> Answers(Func<string, bool> granted) =>
        Acts.Select(act => act.Act.Split(' ')[0] + "=" + (granted(act.Right) ? "0" : Promises.Denied(act.Right == "truncate" ? Promises.Truncation : Promises.Files)));
}
