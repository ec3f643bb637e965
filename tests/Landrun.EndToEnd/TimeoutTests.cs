using System.Diagnostics;
using Xunit;

namespace Landrun.EndToEnd;

/// <summary><c>--timeout</c>: the end in time, and that all else is as without it.</summary>
public sealed class TimeoutTests
{
    private static readonly string[] System = ["--rox", "/usr,/bin,/lib,/lib64", "--ro", "/proc"];

    /// <summary>Time enough for what ends by itself; what is to be ended in time gets a tenth of a second.</summary>
    private static readonly string[] Long = [.. System, "--timeout", "50s"];

    public static TheoryData<Account> Accounts() => [Account.Caller, Account.Nobody];

    [Theory]
    [MemberData(nameof(Accounts))]
    public void The_command_and_all_that_it_started_end(Account account)
    {
        Assert.SkipUnless(Promises.Kept(Promises.Signals), "on this kernel only the command itself is ended, which is said");
        // One ignores SIGTERM, one is stopped, some left for a session of their own; the pipe that all hold shows when the last has ended.
        const string script = "trap '' TERM; setsid setsid sleep 1000 & sh -c 'kill -STOP $$' & (trap - TERM; exec sleep 1000) & sleep 1000";
        using Process outside = Machine.Start(account, ["sleep", "1000"]);
        try
        {
            Outcome outcome = Machine.Sandbox(account, [.. System, "--timeout", "100ms", "sh", "-c", script]);

            Assert.Equal((124, "", ""), (outcome.Status, outcome.Output, outcome.Errors));
            Assert.False(outside.HasExited);
        }
        finally
        {
            outside.Kill(entireProcessTree: true);
        }
    }

    [Theory]
    [MemberData(nameof(Accounts))]
    public void The_command_gets_neither_rid_of_its_end_nor_out_of_its_sandbox(Account account)
    {
        Assert.SkipUnless(Promises.Kept(Promises.Signals), "on this kernel signals leave the sandbox, which is said");
        // It may try to end and to stop who waits, and stop itself while another of its processes wakes it.
        const string script = "kill -9 $PPID || echo 1; kill -STOP $PPID || echo 2; (for i in 1 2 3 4 5 6 7 8 9; do sleep 0.2; kill -CONT $$; done) & kill -STOP $$; kill -STOP $$; sleep 1000";
        Outcome outcome = Machine.Sandbox(account, [.. System, "--timeout", "700ms", "bash", "-c", script]);

        Assert.Equal((124, "1\n2\n"), (outcome.Status, outcome.Output));
    }

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("exit 124", 124)]
    public void The_status_is_the_commands_own(string script, int status) =>
        Assert.Equal(status, Machine.Sandbox(Account.Caller, [.. Long, "sh", "-c", script]).Status);

    [Theory]
    [InlineData(126, "/etc/hostname")]
    [InlineData(127, "no-such-command-here")]
    [InlineData(125, "--no-such-option")]
    public void What_can_not_start_says_so(int status, string command) =>
        Assert.Equal(status, Machine.Sandbox(Account.Caller, [.. Long, "--ro", "/etc", command]).Status);

    [Fact]
    public void Death_by_a_signal_is_passed_on() =>
        Assert.Equal(["killed 11"], Machine.Run(Account.Caller, [Machine.Probe, "wait", Machine.Landrun, "--timeout", "50s", "--add-exec", Machine.Probe, "die-by", "11"]).Lines);

    [Theory]
    [InlineData("TERM")]
    [InlineData("HUP")]
    [InlineData("USR1")]
    public void A_signal_reaches_the_command(string signal)
    {
        string script = "coproc \"$@\"; read -r line <&${COPROC[0]}; kill -" + signal + " $COPROC_PID; read -r line <&${COPROC[0]}; wait $COPROC_PID; echo $line $?";
        string command = "trap 'echo got; exit 3' " + signal + "; echo on; while :; do sleep 0.1; done";

        Assert.Equal(["got 3"], Machine.Shell(Account.Caller, script, [Machine.Landrun, .. Long, "sh", "-c", command]).Lines);
    }

    [Fact]
    public void Killing_landrun_kills_the_command()
    {
        // The pipe is closed only when the command, too, has ended.
        const string script = "coproc \"$@\"; pid=$COPROC_PID; exec 5<&${COPROC[0]}; read -r line <&5; kill -9 $pid; read -r rest <&5 || echo closed";

        Assert.Equal(["closed"], Machine.Shell(Account.Caller, script, [Machine.Landrun, .. Long, "sh", "-c", "echo on; exec sleep 1000"]).Lines);
        Assert.Equal(["closed"], Machine.Shell(Account.Nobody, script, [Machine.Landrun, .. Long, "sh", "-c", "echo on; exec sleep 1000"]).Lines);
    }

    [Fact]
    public void A_pipe_that_the_command_closes_is_closed() =>
        Assert.Equal(["closed"], Machine.Shell(Account.Caller, "\"$@\" | { cat; echo closed; } & read -r line < <(cat); wait %1", [Machine.Landrun, .. System, "--timeout", "50s", "sh", "-c", "exec >&- 2>&-; sleep 1"]).Lines);

    [Fact]
    public void Ignored_signals_and_the_mask_are_the_callers()
    {
        string[] status = ["grep", "-E", "^Sig(Blk|Ign)|^CapEff|^NoNewPrivs", "/proc/self/status"];
        string Shown(params string[] options) => Machine.Shell(Account.Caller, "trap '' CHLD HUP; exec \"$@\"", [Machine.Landrun, .. System, .. options, .. status]).Output;

        Assert.Equal(Shown(), Shown("--timeout", "50s"));
        Assert.Contains("SigIgn:", Shown());
    }

    [Fact]
    public void Ctrl_c_on_a_terminal_reaches_the_command_once()
    {
        string script = Machine.Tool("script");
        string command = string.Join(' ', [Machine.Landrun, .. Long, "sh", "-c", "'trap \"echo int; i=1\" INT; echo on; while [ -z \"$i\" ]; do sleep 0.1; done; sleep 0.5'"]);

        Outcome outcome = Machine.Shell(
            Account.Caller, "coproc \"$1\" -qec \"$2\" /dev/null; exec 5<&${COPROC[0]}; read -r line <&5; printf '\\003' >&${COPROC[1]}; cat <&5; wait $COPROC_PID; echo $?", script, command);

        Assert.Equal(1, outcome.Output.Split("int").Length - 1);
    }

    [Fact]
    public void A_shell_stops_and_continues_it()
    {
        // An interactive shell on a terminal: ^Z stops the job, fg goes on with it.
        using Scene scene = new(Account.Caller);
        string command = string.Join(' ', [Machine.Landrun, .. Long, "sh", "-c", "'echo on; read line; echo got:$line'"]);
        string driver = """
            import os, pty, select, sys
            pid, terminal = pty.fork()
            if pid == 0:
                os.environ["PS1"] = "ready> "
                os.execvp("bash", ["bash", "--norc", "--noprofile", "-i"])
            text = b""
            def until(marker):
                global text
                while marker not in text:
                    if not select.select([terminal], [], [], 20)[0]:
                        sys.exit("no " + repr(marker) + " in " + repr(text))
                    text += os.read(terminal, 65536)
                text = text[text.index(marker) + len(marker):]
            until(b"ready> ")
            os.write(terminal, sys.argv[1].encode() + b"\n"); until(b"on\r\n")
            os.write(terminal, b"\x1a"); until(b"Stopped"); until(b"ready> ")
            os.write(terminal, b"fg\n"); until(b"landrun")
            os.write(terminal, b"line\n"); until(b"got:line"); until(b"ready> ")
            os.write(terminal, b"echo status-$?\n"); until(b"status-0")
            os.kill(pid, 9)
            """;

        Outcome outcome = Machine.Run(Account.Caller, [Machine.Python(), "-c", driver, command]);

        Assert.Equal((0, ""), (outcome.Status, outcome.Errors));
    }

    [Fact]
    public void A_stopped_command_ends_in_time() =>
        Assert.Equal(124, Machine.Sandbox(Account.Caller, [.. System, "--timeout", "300ms", "sh", "-c", "kill -STOP $$"]).Status);

    [Fact]
    public void Where_the_command_could_signal_who_waits_it_is_said()
    {
        string[] options = [.. System, "--timeout", "100ms", "--abi", "5", "sleep", "1000"];

        Outcome outcome = Machine.Sandbox(Account.Caller, options);
        Assert.Equal(124, outcome.Status);
        Assert.Contains("NOT enforced: signals to other processes", Assert.Single(outcome.Messages));
        Assert.Equal(125, Machine.Sandbox(Account.Caller, ["--strict", .. options]).Status);
        Assert.Equal(124, Machine.Sandbox(Account.Caller, [.. System, "--unrestricted-scoped", "--timeout", "100ms", "sleep", "1000"]).Status);
    }

    [Fact]
    public void Without_a_timer_nothing_runs()
    {
        // RLIMIT_SIGPENDING counts timers as well.
        string[] command = [Machine.Landrun, .. System, "--timeout", "20s", "echo", "ran"];
        Assert.Equal((0, "ran\n"), Machine.Shell(Account.Caller, "exec \"$@\"", command) is var allowed ? (allowed.Status, allowed.Output) : default);

        Outcome outcome = Machine.Shell(Account.Caller, "exec prlimit --sigpending=0 \"$@\"", command);

        Assert.Equal((125, ""), (outcome.Status, outcome.Output));
        Assert.StartsWith("landrun: --timeout: can't make a timer", Assert.Single(outcome.Messages));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("10x")]
    [InlineData("-1")]
    [InlineData("1.5s")]
    [InlineData("99999999999999d")]
    public void A_bad_time_runs_nothing(string time)
    {
        Outcome outcome = Machine.Sandbox(Account.Caller, [.. System, "--timeout", time, "echo", "ran"]);

        Assert.Equal((125, ""), (outcome.Status, outcome.Output));
        Assert.Contains("--timeout: ", Assert.Single(outcome.Messages));
    }
}
