using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Landrun.EndToEnd;

/// <summary>What was denied is named first, with the option that opens it; and with that option it works.</summary>
public sealed class ExplainTests
{
    private const string Setting = "mkdir -p d/sub e; echo x > d/f; echo x > d/sub/f; echo x > e/f; echo x > d/gone; mkdir d/empty; cp /bin/true d/run; ln -s ../e/f d/way";

    private static readonly string[] System = ["--rox", "/usr,/bin,/lib,/lib64"];

    private readonly string port = Machine.FreePort().ToString(CultureInfo.InvariantCulture);

    /// <summary>What is opened (all but the one thing), what is tried, what the first line says, and what it says to add. <c>@</c> is the scene.</summary>
    public static TheoryData<string, string, string, string> Seeded => new()
    {
        { "", "open-read @d/f", "read_file on @d/f", "--ro @d/f" },
        { "--ro @e", "open-read @d/way + open-read @d/f", "read_file on @d/f", "--ro @d/f" },
        { "--ro @d", "open-read @d/way", "read_file on @e/f", "--ro @e/f" },
        { "--ro @d/f", "readdir @d", "read_dir on @d", "--fs read_dir:@d" },
        { "--ro @", "open-write @d/f", "write_file on @d/f", "--rw @d/f" },
        { "--ro @", "open-trunc @d/f", "write_file,truncate on @d/f", "--rw @d/f" },
        { "--fs read_file,write_file:@d", "truncate @d/f", "truncate on @d/f", "--rw @d/f" },
        { "--ro @ --rw @e", "mkreg @d/new", "make_reg on @d (to make @d/new)", "--rw @d" },
        { "--ro @ --rw @e", "create @d/new", "make_reg on @d (to make @d/new)", "--rw @d" },
        { "--ro @", "mkdir @d/new", "make_dir on @d (to make @d/new)", "--rw @d" },
        { "--ro @", "symlink x @d/new", "make_sym on @d (to make @d/new)", "--rw @d" },
        { "--ro @", "mkfifo @d/new", "make_fifo on @d (to make @d/new)", "--rw @d" },
        { "--ro @", "unlink @d/gone", "remove_file on @d", "--rw @d" },
        { "--ro @", "rmdir @d/empty", "remove_dir on @d", "--rw @d" },
        { "--ro @ --rw @d/sub", "rename @d/gone @d/sub/new", "remove_file,refer on @d", "--rw @d" },
        { "--rw @d --rwx @e", "rename @d/gone @e/new", "more is allowed in one than in the other", "one option, the same for both" },
        { "--ro @", "exec @d/run", "execute on @d/run", "--rox @d/run" },
        { "--connect-tcp 1", "tcp-connect %", "connect_tcp %", "--connect-tcp %" },
        { "--bind-tcp 1", "tcp-bind %", "bind_tcp %", "--bind-tcp %" },
        { "", "tcp-connect %", "socket: TCP, while no TCP port is opened", "--connect-tcp PORT or --bind-tcp PORT" },
        { "", "udp-send %", "socket: UDP, while no UDP port is opened", "--connect-udp PORT, --bind-udp PORT, or --dns to resolve names" },
        { "", "unix-connect @none", "socket: unix sockets", "--unix PATH" },
        { "", "abstract-connect none", "socket: unix sockets", "--unix PATH" },
        { "--connect-tcp 1", "tcp-listen %", "bind_tcp %", "--bind-tcp %" },
    };

    [Theory]
    [MemberData(nameof(Seeded))]
    public void The_first_line_names_what_is_missing_and_the_option(string options, string act, string what, string remedy)
    {
        Assert.SkipUnless(Machine.Abi is >= 6 and < 9, "what the filter closes depends on the ABI");
        foreach (Account account in (Account[])[Account.Caller, Account.Nobody])
        {
            using Scene scene = new Scene(account).Set(Setting);
            string Fill(string text) => text.Replace("@", scene.Root + "/", StringComparison.Ordinal).Replace("%", port, StringComparison.Ordinal);
            string[] words = Fill(options).Split(' ', StringSplitOptions.RemoveEmptyEntries);
            string[] acts = Fill(act).Split(' ');
            string[] command = [.. System, "--add-exec", .. words, "--", Machine.Probe, .. acts];
            string[] unwatched = Machine.Sandbox(account, command).Lines;
            Learned explained = Learned.Watch(account, scene.Root, ["--explain", .. command[..^(acts.Length + 2)]], command[^(acts.Length + 1)..]);

            Assert.Equal(unwatched, explained.Outcome.Lines);
            Assert.Contains(Fill(what).Replace("/ ", " ", StringComparison.Ordinal), explained.Notes[0]);
            Assert.EndsWith("add " + Fill(remedy).TrimEnd('/'), explained.Notes[0].Replace(" (2 times)", string.Empty, StringComparison.Ordinal));
            if (remedy.StartsWith("--", StringComparison.Ordinal) && !remedy.Contains("PORT") && !remedy.Contains("PATH") && !remedy.Contains('%'))
            {
                Outcome mended = explained.Paste(account, scene.Root);
                Assert.All(mended.Lines, line => Assert.Contains("=0", line));
                Assert.Equal("", mended.Errors);
            }
        }
    }

    [Fact]
    public void The_line_to_paste_leaves_a_key_out()
    {
        Machine.NeedsLandlock();
        using Scene scene = new Scene(Account.Caller).Set("mkdir -p .ssh; echo key > .ssh/id_ed25519; echo text > plain");

        Learned explained = Learned.Watch(
            Account.Caller, scene.Root, ["--explain", .. System, "--rox", "/bin"], ["/bin/cat", scene.Root + "/.ssh/id_ed25519", scene.Root + "/plain"]);

        Assert.Contains($"landrun: left out below, as it keeps keys, passwords or sessions: --ro {scene.Root}/.ssh/id_ed25519", explained.Outcome.Messages);
        Assert.Contains(explained.Outcome.Messages, message => message.Contains($"read_file on {scene.Root}/.ssh/id_ed25519; add", StringComparison.Ordinal));
        string options = explained.Line.Split(" -- ")[0];
        Assert.Contains(scene.Root + "/plain", options);
        Assert.DoesNotContain("id_ed25519", options);
    }

    [Fact]
    public void Ordinary_permissions_are_said_to_be_such()
    {
        using Scene scene = new Scene(Account.Caller).Set("echo x > f; chmod 600 f");
        Learned explained = Learned.Watch(Account.Nobody, scene.Root, ["--explain", .. System, "--ro", scene.Root], "/bin/cat", "f");
        Assert.Contains(explained.Notes, note => note == $"landrun: denied by permissions, not by the sandbox: openat on {scene.Root}/f: the file's mode, owner or mount refuses it");

        explained = Learned.Watch(Account.Nobody, scene.Root, ["--explain", .. System], "/bin/cat", "f");
        Assert.Contains("which the file's own permissions refuse as well", explained.Notes[0]);
    }

    [Fact]
    public void What_programs_do_without_comes_behind_what_they_failed_by()
    {
        using Scene scene = new Scene(Account.Caller).Set("echo x > f");
        Learned explained = Learned.Watch(Account.Caller, scene.Root, ["--explain", .. System], "/bin/bash", "-c", "cat f; ls /dev > /dev/null; true");

        Assert.StartsWith($"landrun: denied by the sandbox: read_file on {scene.Root}/f; add --ro {scene.Root}/f", explained.Notes.First(note => !note.Contains(" on /dev")));
        Assert.True(Array.FindIndex(explained.Notes, note => note.Contains(scene.Root + "/f")) < Array.FindIndex(explained.Notes, note => note.Contains("/etc/ld.so.cache")));
    }

    [Fact]
    public void Equal_ones_are_counted_once_and_the_first_is_told_live_at_info()
    {
        using Scene scene = new Scene(Account.Caller).Set("echo x > f");
        string[] acts = ["open-read", scene.Root + "/f", "+", "open-read", scene.Root + "/f", "+", "open-read", scene.Root + "/f"];
        string line = $"landrun: denied by the sandbox: read_file on {scene.Root}/f; add --ro {scene.Root}/f";

        Learned quiet = Learned.Watch(Account.Caller, scene.Root, ["--explain", "--add-exec"], [Machine.Probe, .. acts]);
        Assert.Equal([line + " (3 times)", "landrun: with what the sandbox denied added:"], quiet.Notes);
        Learned live = Learned.Watch(Account.Caller, scene.Root, ["--explain", "--add-exec", "--log-level", "info"], [Machine.Probe, .. acts]);
        Assert.Equal([line, line + " (3 times)", "landrun: with what the sandbox denied added:"], live.Notes.Where(note => !note.Contains("NOT enforced")));
    }

    [Fact]
    public void Where_nothing_is_denied_that_is_said()
    {
        Outcome outcome = Machine.Sandbox(Account.Caller, "--explain", "--add-exec", "--", Machine.Probe, "exit", "3");
        Assert.Equal((3, "landrun: nothing was denied\n"), (outcome.Status, outcome.Errors));
    }

    [Theory]
    [InlineData(Account.Caller)]
    [InlineData(Account.Nobody)]
    public void A_signal_that_the_sandbox_refuses_is_told_from_one_that_nobody_may_send(Account account)
    {
        Assert.SkipUnless(Machine.Abi >= 6, "signals are scoped from ABI 6 on");
        using Process target = Machine.Start(account, [Machine.Probe, "ready", "+", "wait-input"]);
        Assert.StartsWith("ready=0", target.StandardOutput.ReadLine());
        string id = target.Id.ToString(CultureInfo.InvariantCulture);

        Outcome outcome = Machine.Sandbox(account, "--explain", "--add-exec", "--", Machine.Probe, "kill", id, "0", "+", "kill-child", "15");
        Assert.Equal(["kill=EPERM", "kill-child=0"], outcome.Lines);
        Assert.Equal($"landrun: denied by the sandbox: a signal to process {id}, which is outside of the sandbox; add --unrestricted-scoped", outcome.Messages[0]);
        if (account == Account.Nobody)
        {
            Assert.Contains("it is another user's", Machine.Sandbox(account, "--explain", "--add-exec", "--", Machine.Probe, "kill", "1", "0").Messages[0]);
        }

        target.StandardInput.Close();
        Machine.End(target);
    }

    [Fact]
    public void What_a_profile_or_ldd_opens_is_not_said_to_be_denied()
    {
        using Scene scene = new Scene(Account.Caller).Set("echo x > f");
        foreach (string[] opening in (string[][])[["--profile", "base"], ["--add-exec", "--ldd"]])
        {
            Outcome outcome = Machine.Run(Account.Caller, [Machine.Landrun, "--explain", .. opening, "--", "/bin/cat", scene.Root + "/f"], new() { ["LC_ALL"] = "C" });

            Assert.Equal((1, ""), (outcome.Status, outcome.Output));
            Assert.Equal($"landrun: denied by the sandbox: read_file on {scene.Root}/f; add --ro {scene.Root}/f", outcome.Messages[0]);
            Assert.DoesNotContain("/lib", outcome.Errors);
        }
    }

    [Fact]
    public void A_mistake_is_said_once()
    {
        Outcome outcome = Machine.Run(Account.Caller, [Machine.Landrun, "--explain", "--", "/bin/true"], new() { ["LANDRUN_LOG_LEVEL"] = "loud" });
        Assert.Equal(125, outcome.Status);
        Assert.Contains("loud is not a level", Assert.Single(outcome.Messages));
    }

    [Fact]
    public void Adding_execution_keeps_the_command_startable()
    {
        using Scene scene = new(Account.Caller);
        Learned explained = Learned.Watch(Account.Caller, scene.Root, ["--explain", "--ro", "/usr,/bin,/lib,/lib64,/etc"], "/bin/sh", "-c", "/bin/echo from a child");
        Assert.Contains(" --add-exec --rox ", explained.Line);
        Assert.Equal(["from a child"], explained.Paste(Account.Caller, scene.Root).Lines);
    }

    /// <summary>Learned policies with one rule taken away: the first line names it, or what lay beneath it.</summary>
    [Theory]
    [InlineData("cat", "echo text > f", "cat f")]
    [InlineData("curl", "", "curl --version")]
    [InlineData("python3", "", "/usr/bin/env python3 -c 'import json, ssl; print(1)'")]
    [InlineData("bash", "echo text > f", "bash -c 'cat f > g'")]
    public void No_rule_of_a_learned_policy_is_needless(string tool, string setting, string command)
    {
        Machine.Tool(tool);
        using Scene scene = new Scene(Account.Caller).Set("mkdir work; cd work; " + setting);
        string work = scene.Root + "/work";
        Learned learned = new(Machine.Shell(Account.Caller, "cd \"$1\"; exec \"$2\" --learn -- " + command, work, Machine.Landrun));
        string line = learned.Line;
        string[] options = line[..line.IndexOf(" -- ", StringComparison.Ordinal)].Split(' ');
        int tried = 0;
        for (int index = 1; index < options.Length; index++)
        {
            if (options[index] is not ("--ro" or "--rox" or "--rw"))
            {
                continue;
            }

            string[] elements = options[index + 1].Split(',');
            foreach (string element in elements)
            {
                string[] fewer = [.. elements.Where(other => other != element)];
                string[] without = [.. options[1..index], .. fewer.Length == 0 ? [] : (string[])[options[index], string.Join(',', fewer)], .. options[(index + 2)..]];
                Learned explained = new(Learned.Run(Account.Caller, work, $"landrun --explain {string.Join(' ', without)}{line[line.IndexOf(" -- ", StringComparison.Ordinal)..]}"));
                string target = new FileInfo(element).ResolveLinkTarget(true)?.FullName ?? element;
                // One that the command's own start needs is explained by the start's failure.
                Assert.True(
                    explained.Outcome.Status == 126 || explained.Notes.Any(note => note.Contains(" on " + target) || (element == "/proc" && note.Contains(" on /proc"))),
                    element + ": " + explained.Outcome.Errors);
                tried++;
            }
        }

        Assert.True(tried > 1, line);
    }
}
