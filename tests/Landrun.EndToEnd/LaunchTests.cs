using Xunit;

namespace Landrun.EndToEnd;

/// <summary>The command line, exit statuses, messages and the environment.</summary>
public sealed class LaunchTests
{
    private static readonly string[] System = ["--rox", "/usr,/bin,/lib,/lib64"];

    [Theory]
    [InlineData("--rox1")]
    [InlineData("--roxx=/x")]
    [InlineData("-rox")]
    [InlineData("-=")]
    [InlineData("--lern")]
    public void A_mistyped_option_is_never_the_command(string option)
    {
        using Scene scene = new(Account.Caller);
        Outcome outcome = Machine.Sandbox(Account.Caller, [.. System, "--rw", scene.Root, option, "touch", scene.Root + "/ran"]);

        Assert.Equal(125, outcome.Status);
        Assert.StartsWith("landrun: unknown option " + option.Split('=')[0], Assert.Single(outcome.Messages));
        Assert.False(File.Exists(scene.Root + "/ran"));
    }

    [Fact]
    public void The_nearest_option_is_named() =>
        Assert.Contains("did you mean --connect-tcp?", Machine.Sandbox(Account.Caller, "--conect-tcp", "1", "ls").Errors);

    [Fact]
    public void Without_arguments_it_says_what_to_type()
    {
        Outcome outcome = Machine.Sandbox(Account.Caller);

        Assert.Equal(125, outcome.Status);
        Assert.Contains("landrun [options] [--] command", Assert.Single(outcome.Messages));
    }

    [Theory]
    [InlineData("exit", "0", 0)]
    [InlineData("exit", "3", 3)]
    [InlineData("exit", "125", 125)]
    public void The_status_is_the_commands_own(string act, string argument, int status) =>
        Assert.Equal(status, Machine.Sandbox(Account.Caller, "--add-exec", Machine.Probe, act, argument).Status);

    [Fact]
    public void Death_by_a_signal_is_the_commands_own() =>
        Assert.Equal(["killed 9"], Machine.Run(Account.Caller, [Machine.Probe, "wait", Machine.Landrun, "--add-exec", Machine.Probe, "die-by", "9"]).Lines);

    [Theory]
    [InlineData(127, "no such command on PATH", "no-such-command-here")]
    [InlineData(127, "no such file", "/no/such/file")]
    public void A_command_that_is_not_there_or_not_executable(int status, string message, string command)
    {
        Outcome outcome = Machine.Sandbox(Account.Caller, [.. System, "--ro", "/etc", command]);

        Assert.Equal(status, outcome.Status);
        Assert.Contains(message, outcome.Messages[^1]);
        Assert.Contains(command, outcome.Messages[^1]);
    }

    [Fact]
    public void Only_a_file_that_is_there_counts_as_not_executable()
    {
        Assert.SkipUnless(Machine.IsRoot, "only root can make a directory that the account may not search");
        using Scene scene = new Scene(Account.Caller).Set("mkdir closed open; echo x > open/command; chmod 700 closed");
        Outcome Search(string path) => Machine.Run(Account.Nobody, ["/usr/bin/env", "PATH=" + path, Machine.Landrun, "--ro", "/", "command"]);

        Assert.Equal(127, Search(scene.Root + "/closed").Status);
        Assert.Equal(126, Search(scene.Root + "/closed:" + scene.Root + "/open").Status);
    }

    [Fact]
    public void A_file_without_its_execute_bit_says_so()
    {
        using Scene scene = new Scene(Account.Caller).Set("echo x > plain; chmod 644 plain; printf '#!/no/such/interpreter\n' > script; chmod 755 script");

        Outcome outcome = Machine.Sandbox(Account.Caller, [.. System, "--rox", scene.Root, scene.Root + "/plain"]);
        Assert.Equal(126, outcome.Status);
        Assert.Contains("chmod +x", outcome.Messages[^1]);
        outcome = Machine.Sandbox(Account.Caller, [.. System, "--rox", scene.Root, scene.Root + "/script"]);
        Assert.Equal(126, outcome.Status);
        Assert.Contains("its interpreter /no/such/interpreter: no such file", outcome.Messages[^1]);
    }

    [Fact]
    public void Nothing_but_the_named_command_starts_unless_said()
    {
        Machine.NeedsLandlock();
        using Scene scene = new Scene(Account.Caller).Set("cp /bin/true other; printf '#!/bin/sh\\n/bin/echo started\\n./other && echo ran\\n' > script; chmod +x script");
        string[] readable = ["--ro", "/usr", "--ro", "/bin", "--ro", "/lib", "--ro", "/lib64", "--ro", scene.Root];

        Outcome outcome = Machine.Sandbox(Account.Caller, [.. readable, "/bin/sh", "-c", "echo shell; cd \"$1\"; ./other; echo $?", "sh", scene.Root]);
        Assert.Equal(["shell", "126"], outcome.Lines);
        Assert.Equal(["started", "ran"], Machine.Shell(Account.Caller, "cd \"$1\"; shift; exec \"$@\"", [scene.Root, Machine.Landrun, .. readable, "--exec", scene.Root + "/script"]).Lines);
        // The script and its interpreter may start, what it calls may not.
        Assert.Contains("Permission denied", Machine.Sandbox(Account.Caller, [.. readable, scene.Root + "/script"]).Errors);
        // A command outside of what was opened may not start at all.
        outcome = Machine.Sandbox(Account.Caller, [.. readable[..^2], scene.Root + "/other"]);
        Assert.Equal(126, outcome.Status);
        Assert.Contains("--ro " + scene.Root + "/other", outcome.Messages[^1]);
    }

    [Fact]
    public void An_interpreter_that_is_a_directory_opens_nothing()
    {
        Machine.NeedsLandlock();
        // A hostile program may name anything as its interpreter; a rule on a directory would make all beneath it executable.
        using Scene scene = new Scene(Account.Caller).Set("printf '#!%s\\n' \"$PWD\" > script; chmod +x script; cp /bin/true victim");
        Outcome outcome = Machine.Sandbox(Account.Caller, "--log-level", "debug", "--ro", scene.Root, scene.Root + "/script");

        Assert.Equal(126, outcome.Status);
        Assert.DoesNotContain(outcome.Messages, message => message.Contains("allow execute") && message.Contains(scene.Root + " "));
    }

    [Fact]
    public void An_interpreter_that_is_a_device_is_not_opened()
    {
        // To open a device may set it off: a watchdog, a tape. strace shows every attempt; the same script with a real interpreter is
        // opened.
        using Scene scene = new Scene(Account.Caller).Set("printf '#!/dev/zero\n' > script; printf '#!/bin/sh\n' > other; chmod +x script other");
        string Opened(string script)
        {
            Machine.Run(Account.Caller, [Machine.Tool("strace"), "-f", "-e", "trace=openat", "-o", scene.Root + "/trace", Machine.Landrun, "--ro", "/", scene.Root + "/" + script]);
            return File.ReadAllText(scene.Root + "/trace");
        }

        Assert.Contains("\"/bin/sh\", O_RDONLY|O_NOCTTY|O_NONBLOCK", Opened("other"));
        Assert.DoesNotContain("/dev/zero", Opened("script"));
    }

    [Theory]
    [InlineData("11")]
    [InlineData("0")]
    public void All_missing_paths_are_named_and_nothing_runs(string abi)
    {
        using Scene scene = new(Account.Caller);
        string[] missing = [scene.Root + "/a", scene.Root + "/b", scene.Root + "/c"];
        string[] options = [.. System, "--abi", abi, "--ro", missing[0], "--rw", missing[1] + "," + missing[2], "--rw", scene.Root];

        Outcome outcome = Machine.Sandbox(Account.Caller, [.. options, "touch", scene.Root + "/ran"]);
        Assert.Equal(125, outcome.Status);
        Assert.All(missing, path => Assert.Contains(path, outcome.Messages[^1]));
        Assert.Contains("--ignore-missing", outcome.Messages[^1]);
        Assert.False(File.Exists(scene.Root + "/ran"));
        Assert.Equal(0, Machine.Sandbox(Account.Caller, ["--ignore-missing", .. options, "touch", scene.Root + "/ran"]).Status);
        Assert.True(File.Exists(scene.Root + "/ran"));
        Assert.Contains("$HOME", Machine.Sandbox(Account.Caller, "--ro", "~/x", "true").Messages[^1]);
    }

    [Theory]
    [InlineData("--bind-tcp", "65536")]
    [InlineData("--bind-tcp", "x")]
    [InlineData("--connect-tcp", "9-8")]
    [InlineData("--connect-tcp", "0")]
    [InlineData("--fs", "exec:/")]
    [InlineData("--fs", "read_dir:/etc/hostname")]
    [InlineData("--fs", "read_dir:/etc/hostname", "--abi", "0")]
    [InlineData("--abi", "-1")]
    [InlineData("--log-level", "loud")]
    [InlineData("--keep-cap", "everything")]
    public void A_bad_value_runs_nothing(string option, string value, params string[] besides)
    {
        Outcome outcome = Machine.Sandbox(Account.Caller, [.. System, option, value, .. besides, "echo", "ran"]);

        Assert.Equal((125, ""), (outcome.Status, outcome.Output));
        Assert.Contains(option, outcome.Messages[^1]);
    }

    [Fact]
    public void A_message_stays_one_line_whatever_it_quotes()
    {
        Outcome outcome = Machine.SandboxBytes(Account.Caller, "--ro", "/no\n\u001b[31m\u00ff", "true");

        Assert.Equal("landrun: no such path: --ro /no\\x0a\\x1b[31m\\xff; nothing was run (--ignore-missing skips what does not exist)", outcome.Messages[^1]);
    }

    [Fact]
    public void The_environment_is_the_usual_variables_and_what_is_asked_for()
    {
        Dictionary<string, string> environment = new() { ["SECRET"] = "1", ["AWS_A"] = "2", ["AWS_B"] = "3", ["LC_TIME"] = "C", ["HOME"] = "/h" };
        string Environ(params string[] options) => Machine.Run(Account.Caller, [Machine.Landrun, .. options, "--add-exec", Machine.Probe, "environ"], environment).Output;

        Assert.Contains("LC_TIME=C|", Environ());
        Assert.DoesNotContain("SECRET", Environ());
        Assert.Contains("SECRET=1|", Environ("--env", "SECRET"));
        Assert.Contains("AWS_A=2|AWS_B=3|", Environ("--env", "AWS_*"));
        Assert.Contains("HOME=x,y|", Environ("--env", "HOME=x,y"));
        Assert.Contains("SECRET=1|", Environ("--env-all"));
        Assert.Equal("environ=0\n", Environ("--env-none").Replace("environ=0 \n", "environ=0\n"));
    }

    [Fact]
    public void Strict_refuses_and_best_effort_says_what_is_missing()
    {
        string[] options = [.. System, "--abi", "3", "--connect-tcp", "443", "echo", "ran"];

        Outcome strict = Machine.Sandbox(Account.Caller, ["--strict", .. options]);
        Assert.Equal((125, ""), (strict.Status, strict.Output));
        Assert.Contains(strict.Messages, message => message.Contains("TCP ports") && message.Contains("Linux 6.7"));
        Outcome bestEffort = Machine.Sandbox(Account.Caller, options);
        Assert.Equal(["ran"], bestEffort.Lines);
        Assert.Contains(bestEffort.Messages, message => message.Contains("NOT enforced: TCP ports"));
        Assert.Equal(125, Machine.Sandbox(Account.Caller, ["--best-effort=false", .. options]).Status);
    }

    [Fact]
    public void Levels_decide_what_is_said()
    {
        string[] options = [.. System, "true"];
        Dictionary<string, string> debug = new() { ["LANDRUN_LOG_LEVEL"] = "debug" };

        // What this kernel can't close is said at any level.
        string[] unkept = [.. new[] { Promises.Files, Promises.Truncation }.Where(promise => !Promises.Kept(promise))];
        Assert.Equal(unkept.Length, Machine.Sandbox(Account.Caller, options).Messages.Length);
        Outcome detailed = Machine.Sandbox(Account.Caller, ["--log-level", "debug", .. options]);
        Assert.Equal(Promises.Kept(Promises.Files), detailed.Messages.Any(message => message.Contains("/usr") && message.Contains("--rox")));
        Assert.NotEmpty(Machine.Run(Account.Caller, [Machine.Landrun, .. options], debug).Messages);
        Assert.Equal(unkept.Length, Machine.Run(Account.Caller, [Machine.Landrun, "--log-level=error", .. options], debug).Messages.Length);
        Assert.Equal(125, Machine.Run(Account.Caller, [Machine.Landrun, .. options], new() { ["LANDRUN_LOG_LEVEL"] = "loud" }).Status);
    }

    [Fact]
    public void Neither_the_runtimes_settings_nor_a_tight_limit_disturb_it()
    {
        Dictionary<string, string> environment = new() { ["DOTNET_gcServer"] = "1", ["DOTNET_GCHeapHardLimit"] = "junk", ["DOTNET_TieredCompilation"] = "x" };

        Assert.Equal(0, Machine.Run(Account.Caller, ["/bin/bash", "-c", "ulimit -v 20000; exec \"$@\"", "bash", Machine.Landrun, .. System, "true"], environment).Status);
    }

    [Theory]
    [InlineData("--help", "landrun [options] [--] command")]
    [InlineData("--version", "landrun ")]
    public void Help_and_version_go_to_standard_output(string option, string text)
    {
        Outcome outcome = Machine.Sandbox(Account.Caller, option);

        Assert.Equal((0, ""), (outcome.Status, outcome.Errors));
        Assert.Contains(text, outcome.Output);
    }

    [Fact]
    public void A_pipe_that_closes_ends_the_command_as_ever()
    {
        Assert.Equal(["y", "141"], Machine.Shell(Account.Caller, "set -o pipefail; \"$@\" | head -n 1; echo ${PIPESTATUS[0]}", ["env", "--default-signal=PIPE", Machine.Landrun, .. System, "yes"]).Lines);
    }

    [Fact]
    public void Ctrl_c_on_a_terminal_ends_the_command()
    {
        string script = Machine.Tool("script");
        string quoted = string.Join(' ', [Machine.Landrun, .. System, "sleep", "50"]);

        // ^C comes as soon as the command says that it runs: sleep is preceded by an echo.
        Outcome outcome = Machine.Shell(
            Account.Caller, "coproc \"$1\" -qec \"$2\" /dev/null; read -r line <&${COPROC[0]}; printf '\\003' >&${COPROC[1]}; wait $COPROC_PID; echo $?", script, quoted.Replace("sleep 50", "sh -c 'echo on; exec sleep 50'", StringComparison.Ordinal));

        Assert.Equal(["130"], outcome.Lines);
    }

    [Fact]
    public void Few_system_calls_precede_the_command_and_nothing_needless_is_opened()
    {
        using Scene scene = new(Account.Caller);
        string trace = scene.Root + "/trace";
        Machine.Run(Account.Caller, [Machine.Tool("strace"), "-f", "-o", trace, Machine.Landrun, "--rox", "/usr,/lib,/lib64", "/bin/true"]);

        string[] calls = File.ReadAllLines(trace);
        int start = Array.FindIndex(calls, call => call.Contains("execve(\"/bin/true\""));
        Assert.InRange(start, 20, 35);
        string[] opened = [.. calls[..start].Where(call => call.Contains("open")).Select(call => call.Split('"')[1])];
        Assert.Equal(["/usr", "/lib", "/lib64", .. Promises.Kept(Promises.Files) ? (string[])["/dev/null"] : []], opened);
    }

    [Fact]
    public void Where_the_runtime_can_not_start_nothing_runs_and_that_is_said()
    {
        Outcome Limited(string options) => Machine.Shell(Account.Caller, "ulimit -v 20000; exec \"$1\" " + options + " \"$2\" ready", Machine.Landrun, Machine.Probe);

        Assert.Equal(["ready=0 ready"], Limited("--add-exec").Lines);
        Outcome outcome = Limited("--add-exec --ldd");
        Assert.Equal((125, ""), (outcome.Status, outcome.Output));
        Assert.Contains("ulimit -v", Assert.Single(outcome.Messages));
    }
}
