using System.Diagnostics;
using Xunit;

namespace Landrun.EndToEnd;

/// <summary>A watched command behaves as an unwatched one: status, output, input, signals, threads, job control.</summary>
public sealed class WatchTests
{
    private static readonly string[] Policy = ["--add-exec", "--rox", "/usr,/lib,/lib64", "--ro", "/etc"];

    private static string Watched => Machine.Folder + "/watched";

    public static TheoryData<string, string, int> Modes => new()
    {
        { "threads /etc/hostname", "threads 0\n", 0 },
        { "thread-exec /bin/echo x", "x\n", 0 },
        { "leader-exit /etc/hostname", "outlived 0\n", 7 },
        { "vfork /bin/true", "vfork 0\n", 0 },
        { "stops /etc/hostname", "stopped 1 by 19\ncontinued\nexited 5\n", 0 },
        { "bad-pointers", "bad EFAULT EFAULT EFAULT EBADF\n", 0 },
        { "undumpable /etc/hostname", "undumpable 0\n", 0 },
        { "storm /etc/hostname", "storm 0\n", 0 },
        { "alarmed /etc/hostname", "alarmed 0\n", 0 },
        { "suicide /etc/hostname", string.Empty, 137 },
        { "grandchild", "parent done\n", 0 },
        { "traceme", "traceme EPERM\n", 0 },
    };

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_program_that_is_hard_to_watch_does_what_it_does(string mode, string output, int status)
    {
        foreach (Account account in (Account[])[Account.Caller, Account.Nobody])
        {
            foreach (string option in (string[])["--learn", "--explain"])
            {
                Outcome outcome = Machine.Sandbox(account, [.. Policy, option, "--", Watched, .. mode.Split(' ')]);
                Assert.Equal((option, output, status), (option, outcome.Output, outcome.Status));
                Assert.NotEmpty(outcome.Messages);
            }
        }
    }

    [Fact]
    public void A_call_that_a_signal_interrupts_is_interrupted()
    {
        using Scene scene = new Scene(Account.Nobody).Set("mkfifo fifo");
        foreach (string option in (string[])["--learn", "--explain"])
        {
            Outcome outcome = Machine.Sandbox(Account.Nobody, [.. Policy, "--rw", scene.Root, option, "--", Watched, "interrupted", scene.Root + "/fifo"]);
            Assert.Equal(["interrupted EINTR EINTR"], outcome.Lines);
        }
    }

    [Theory]
    [InlineData(Account.Caller)]
    [InlineData(Account.Nobody)]
    public void The_filter_refuses_as_ever_while_it_is_explained(Account account)
    {
        string[] expected = Machine.Sandbox(account, [.. Policy, Watched, "refused"]).Lines;
        Outcome outcome = Machine.Sandbox(account, [.. Policy, "--explain", "--", Watched, "refused"]);

        Assert.Equal(["refused EPERM EPERM EAFNOSUPPORT ENOSYS"], expected);
        Assert.Equal(expected, outcome.Lines);
        Assert.Contains(outcome.Messages, message => message.Contains("socket: a socket of family 40"));
    }

    [Fact]
    public void A_child_that_flees_the_tracer_gets_nothing_more()
    {
        Assert.Equal(["untraced refused"], Machine.Sandbox(Account.Caller, [.. Policy, Watched, "untraced"]).Lines);
        Assert.Equal(["untraced killed"], Machine.Sandbox(Account.Caller, [.. Policy, "--explain", "--", Watched, "untraced"]).Lines);
    }

    [Fact]
    public void Where_the_kernels_listener_is_taken_the_same_is_seen_without()
    {
        string[] learn = [Machine.Landrun, "--learn", "--", "/bin/cat", "/etc/hostname"];
        Outcome direct = Machine.Run(Account.Caller, learn);
        Outcome outcome = Machine.Run(Account.Caller, [Watched, "listened", .. learn]);

        Assert.Equal((0, direct.Output, direct.Errors), (outcome.Status, outcome.Output, outcome.Errors));
        // A command that would listen itself finds it taken.
        Assert.Equal(98, Machine.Run(Account.Caller, [Machine.Landrun, "--learn", "--", Watched, "listened", "/bin/true"]).Status);
    }

    [Fact]
    public void When_the_tracer_dies_the_command_dies_with_it()
    {
        using Process process = Machine.Start(Account.Caller, [Machine.Landrun, "--explain", .. Policy, "--ro", "/proc", "--", "/bin/sh", "-c", "sed -n 's/^TracerPid:[^0-9]*//p' /proc/self/status; exec sleep 60"]);
        // The shell's child is traced by whom the shell is.
        Assert.True(int.TryParse(process.StandardOutput.ReadLine(), out int tracer) && tracer > 1);
        using Process killer = Process.Start("/bin/kill", ["-KILL", tracer.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        Assert.Equal(137, Machine.End(process).Status);
    }

    [Fact]
    public void Input_passes_and_the_report_is_at_the_end()
    {
        using Process process = Machine.Start(Account.Caller, [Machine.Landrun, "--learn", "--", "/bin/cat"]);
        process.StandardInput.Write("through\n");
        process.StandardInput.Close();
        Outcome outcome = Machine.End(process);

        Assert.Equal((0, "through\n"), (outcome.Status, outcome.Output));
        Assert.StartsWith("landrun ", outcome.Errors.TrimEnd().Split('\n')[^1]);
    }

    [Fact]
    public void A_closed_standard_input_is_no_obstacle() =>
        Assert.Equal(["x"], Machine.Shell(Account.Caller, "\"$1\" --learn -- /bin/echo x <&- 2>/dev/null", Machine.Landrun).Lines);

    [Theory]
    [InlineData("no-such-command-here", 127)]
    [InlineData("/etc/hostname", 126)]
    public void A_command_that_never_ran_has_no_report(string command, int status)
    {
        Outcome outcome = Machine.Sandbox(Account.Caller, "--learn", "--", command);
        Assert.Equal(status, outcome.Status);
        Assert.Single(outcome.Messages);
        Assert.DoesNotContain("\nlandrun --", "\n" + outcome.Errors);
    }

    [Theory]
    [InlineData(Account.Caller)]
    [InlineData(Account.Nobody)]
    public void Under_yamas_scope_1_the_command_names_its_tracer(Account account)
    {
        const string Scope = "/proc/sys/kernel/yama/ptrace_scope";
        Assert.SkipUnless(Machine.IsThrowaway, "to change what may be traced is for machines that are thrown away");
        Assert.SkipUnless(File.Exists(Scope), "this kernel runs without Yama");
        File.WriteAllText(Scope, "1");
        Assert.Equal("1", File.ReadAllText(Scope).Trim());
        foreach (string option in (string[])["--learn", "--explain"])
        {
            // A child, and its reading through the listener, are seen as well.
            Outcome outcome = Machine.Sandbox(account, [.. Policy[..3], option, "--", "/bin/sh", "-c", "cat /etc/hostname; exit 3"]);
            Assert.Equal((option, 3), (option, outcome.Status));
            Assert.Contains(" --ro /etc/hostname", outcome.Errors);
        }
    }

    [Fact]
    public void What_is_traced_already_is_said_so()
    {
        string strace = Machine.Tool("strace");
        Outcome outcome = Machine.Run(Account.Caller, [strace, "-f", "-o", "/dev/null", "-e", "trace=none", Machine.Landrun, "--learn", "--", "/bin/true"]);
        Assert.Equal(125, outcome.Status);
        Assert.Contains("can't watch the command: not permitted", Assert.Single(outcome.Messages));
    }

    [Theory]
    [InlineData("--learn", "sleep 100", "landrun: learned; the command runs with:")]
    [InlineData("--explain", "sleep 100", "landrun: denied by the sandbox: read_file on /etc/hostname; add --ro /etc/hostname")]
    // It is killed in the end.
    [InlineData("--learn", "trap '' TERM; sleep 100", "landrun: learned; the command runs with:")]
    public void What_was_seen_until_a_timeout_is_reported(string option, string script, string line)
    {
        Assert.SkipUnless(Promises.Kept(Promises.Signals), "on this kernel only the command itself is ended, which is said");
        foreach (Account account in (Account[])[Account.Caller, Account.Nobody])
        {
            // Time enough to have begun.
            Outcome outcome = Machine.Sandbox(account, "--timeout", "3s", option, "--rox", "/usr,/lib,/lib64,/bin", "--", "/bin/sh", "-c", "cat /etc/hostname; " + script);
            Assert.Equal(124, outcome.Status);
            Assert.Contains(line, outcome.Messages);
            Assert.Contains(" --ro /etc/hostname", outcome.Errors);
            Assert.Equal(1, outcome.Errors.Split("\nlandrun --timeout").Length - 1);
        }
    }

    /// <summary>Keys typed at a pseudo-terminal reach the command: Ctrl-C ends it, Ctrl-Z stops it and fg goes on; so does a new size of the window.</summary>
    [Theory]
    [InlineData("--learn")]
    [InlineData("--explain")]
    public void Keys_of_the_terminal_work(string option)
    {
        string python = Machine.Python();
        const string Script =
            """
            import os, pty, re, sys, time, signal, select
            landrun, option = sys.argv[1:3]
            pid, fd = pty.fork()
            if pid == 0:
                os.execve("/bin/bash", ["bash", "--norc", "--noediting", "-i"], {"PS1": "PROMPT> ", "PATH": "/usr/bin:/bin", "HOME": "/", "TERM": "dumb"})
            seen = ""
            def until(text, start=0):
                global seen
                end = time.time() + 60
                while text not in seen[start:]:
                    if time.time() > end:
                        print("TIMEOUT waiting for", repr(text), "in", repr(seen)); sys.exit(1)
                    if select.select([fd], [], [], 1)[0]:
                        seen += os.read(fd, 65536).decode("latin-1")
                return seen.index(text, start) + len(text)
            def type(text): os.write(fd, text.encode())
            at = until("PROMPT> ")
            watch = f"{landrun} {option} --rox /usr,/lib,/lib64 --ro /etc -- "
            type(watch + "sh -c 'echo run$((1+1)); sleep 50; echo not$((1+1))'\n")
            at = until("run2", at); time.sleep(0.3); type("\x03"); at = until("PROMPT> ", at)
            type("echo status$?\n"); at = until("status130", at)
            type(watch + "cat\n"); time.sleep(0.5); type("one\n"); at = until("one\r\none", at)
            type("\x1a"); at = until("Stopped", at); at = until("PROMPT> ", at)
            type("fg\n"); time.sleep(0.3); type("two\n"); at = until("two\r\ntwo", at)
            type("\x04"); at = until("PROMPT> ", at)
            type("echo status$?\n"); at = until("status0", at)
            import fcntl, struct, termios
            fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
            type(watch + "sh -c 'trap \"stty size\" WINCH; echo wait$((1+1)); read a; echo done$((1+1))'\n"); at = until("wait2", at)
            fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 33, 101, 0, 0))
            at = until("33 101", at); type("\n"); at = until("done2", at); at = until("PROMPT> ", at)
            type("exit\n"); print("ok", "not2" not in seen)
            """;
        Outcome outcome = Machine.Run(Account.Caller, [python, "-c", Script, Machine.Landrun, option]);
        Assert.Equal(["ok True"], outcome.Lines);
    }
}
