using Xunit;

namespace Landrun.EndToEnd;

/// <summary>Programs start with what they need and nothing else; where one doesn't, landrun says why.</summary>
public sealed class StartTests
{
    public static TheoryData<Account> Accounts => [Account.Caller, Account.Nobody];

    [Theory]
    [MemberData(nameof(Accounts))]
    public void A_program_starts_with_its_libraries_alone(Account account)
    {
        Assert.Equal((0, "", ""), Result(Machine.Sandbox(account, "--add-exec", "--ldd", "--", "/usr/bin/true")));
        Assert.Equal((0, "1\n", ""), Result(Machine.Sandbox(account, "--add-exec", "--ldd", "/bin/bash", "-c", "echo 1")));
        // Without, its loader can't read them.
        Outcome outcome = Machine.Sandbox(account, "--add-exec", "/bin/bash", "-c", "echo 1");
        Assert.Equal(127, outcome.Status);
        Assert.Contains("error while loading shared libraries", outcome.Errors);
        Assert.Contains(Machine.Sandbox(account, "--log-level", "info", "--add-exec", "/bin/bash", "-c", ":").Messages, message => message.EndsWith("add --ldd"));
    }

    [Theory]
    [MemberData(nameof(Accounts))]
    public void Scripts_start_with_their_interpreters(Account account)
    {
        string python = Python();
        Machine.Tool("node");
        using Scene scene = new Scene(account).Set(
            $"printf '#!{python} -I\\nprint(1)\\n' > python; printf '#!/bin/bash\\necho 2\\n' > bash; printf '#!/usr/bin/env node\\nconsole.log(3)\\n' > node;"
            + $"printf '#!/usr/bin/env -S -i PATH=\"%s\" python3 -I\\nprint(4)\\n' {Path.GetDirectoryName(python)} > split; chmod +x *");
        string[] options = ["--add-exec", "--ldd", "--ro", scene.Root];
        string library = Machine.Shell(Account.Caller, $"{python} -c 'import sysconfig; print(sysconfig.get_path(\"stdlib\"))'").Lines[0];

        Assert.Equal((0, "1\n", ""), Result(Machine.Sandbox(account, [.. options, "--ro", library, scene.Root + "/python"])));
        Assert.Equal((0, "2\n", ""), Result(Machine.Sandbox(account, [.. options, scene.Root + "/bash"])));
        Assert.Equal((0, "3\n", ""), Result(Machine.Sandbox(account, [.. options, "--ignore-missing", "--ro", "/etc/ssl/openssl.cnf,/usr/lib/ssl", scene.Root + "/node"])));
        Assert.Equal((0, "4\n", ""), Result(Machine.Sandbox(account, [.. options, "--ro", library, scene.Root + "/split"])));
    }

    [Fact]
    public void What_env_starts_may_start_like_any_interpreter_and_nothing_else()
    {
        using Scene scene = new Scene(Account.Caller).Set(
            "mkdir bin; cp /bin/bash bin/interpreter; cp /bin/true bin/other; printf '#!/usr/bin/env interpreter\\necho on; other || echo $?\\n' > script; chmod +x script");
        string[] readable = ["--ro", "/usr,/bin,/lib,/lib64", "--env", $"PATH={scene.Root}/bin:/usr/bin"];

        Assert.Equal(["on", "126"], Machine.Sandbox(Account.Caller, [.. readable, "--ro", scene.Root, scene.Root + "/script"]).Lines);
        Assert.Empty(Machine.Sandbox(Account.Caller, [.. readable, "--ro", scene.Root + "/script", scene.Root + "/script"]).Lines);
        Assert.Empty(Machine.Sandbox(Account.Caller, [.. readable, "--ro", scene.Root, "--fs", "execute:/srv", scene.Root + "/script"]).Lines);
    }

    [Fact]
    public void Libraries_are_read_only_and_nothing_of_the_command_is_stated()
    {
        using Scene scene = new Scene(Account.Caller).Set("cp /bin/bash bash; cp /bin/true other");
        string[] options = ["--ldd", "--ro", scene.Root];

        // The named command may start, as without --ldd; another program may not.
        Assert.Equal(["1", "126"], Machine.Sandbox(Account.Caller, [.. options, scene.Root + "/bash", "-c", $"echo 1; {scene.Root}/other; echo $?"]).Lines);
        Outcome outcome = Machine.Sandbox(Account.Caller, ["--log-level", "debug", .. options, scene.Root + "/bash", "-c", ":"]);
        string[] granted = [.. outcome.Messages.Where(message => message.Contains("(--ldd"))];
        Assert.Contains(granted, message => message.Contains("allow execute,read_file on") && message.Contains("/ld-linux"));
        Assert.Contains(granted, message => message.Contains("allow read_file on") && message.Contains("/libc.so.6"));
        Assert.Contains(granted, message => message.Contains("allow read_file on /etc/ld.so.cache"));
        Assert.Single(granted, message => message.Contains("execute"));
        // Execution that is stated is all there is.
        Assert.Equal(126, Machine.Sandbox(Account.Caller, [.. options, "--rox", "/srv", scene.Root + "/bash", "-c", ":"]).Status);
    }

    [Fact]
    public void The_commands_environment_counts_not_landruns()
    {
        using Scene scene = new Scene(Account.Caller).Set(
            "mkdir lib; echo 'int f(void) { return 7; }' > f.c; echo 'int f(void); int main(void) { return f(); }' > m.c;"
            + "gcc -shared -fPIC -o lib/libf.so f.c; gcc -o m m.c -Llib -lf; printf '#include <unistd.h>\\nint f(void) { return 9; }' > g.c; gcc -shared -fPIC -o lib/g.so g.c");
        string program = scene.Root + "/m";
        Dictionary<string, string> set = new() { ["LD_LIBRARY_PATH"] = scene.Root + "/lib" };
        Outcome Start(params string[] options) => Machine.Run(Account.Caller, [Machine.Landrun, "--add-exec", "--ldd", .. options, program], set);

        Assert.Equal(7, Start("--env", "LD_LIBRARY_PATH").Status);
        Assert.Equal(9, Start("--env", "LD_LIBRARY_PATH", "--env", $"LD_PRELOAD={scene.Root}/lib/g.so").Status);
        Outcome outcome = Start();
        Assert.Equal(127, outcome.Status);
        Assert.Contains(outcome.Messages, message => message.Contains("libf.so, needed by " + program + ", is not found"));
    }

    [Fact]
    public void The_processors_own_library_is_found()
    {
        // The loader takes the best of these that the processor can; the same must be open.
        using Scene scene = new Scene(Account.Caller).Set(
            "printf 'int f(void) { return V; }' > f.c; printf 'int f(void); int main(void) { return f(); }' > m.c; mkdir lib; gcc -DV=1 -shared -fPIC -o lib/libf.so f.c;"
            + "gcc -o m m.c -Llib -lf -Wl,--disable-new-dtags,-rpath,'$ORIGIN/lib';"
            + "for v in 2 3 4; do mkdir -p lib/glibc-hwcaps/x86-64-v$v; gcc -DV=$v -shared -fPIC -o lib/glibc-hwcaps/x86-64-v$v/libf.so f.c; done");
        int expected = Machine.Run(Account.Caller, [scene.Root + "/m"]).Status;

        Assert.InRange(expected, 1, 4);
        Assert.Equal(expected, Machine.Sandbox(Account.Caller, "--add-exec", "--ldd", scene.Root + "/m").Status);
        scene.Set("rm -r lib/glibc-hwcaps");
        Assert.Equal(1, Machine.Sandbox(Account.Caller, "--add-exec", "--ldd", scene.Root + "/m").Status);
    }

    [Fact]
    public void What_a_hostile_file_names_stays_closed_unless_it_is_a_program_or_a_library()
    {
        // Each names a secret where it is to name a library, an interpreter, a preloaded file; the reader shows what is open.
        Machine.Tool("patchelf");
        using Scene scene = new Scene(Account.Caller).Set(
            "echo secret > secret; chmod 644 secret; cp /bin/cat needs; patchelf --add-needed \"$PWD/secret\" needs; echo secret > marked; chmod 755 marked;"
            + "mkdir a; cp /bin/cat a/env; printf '#!%s -S %s\\n' \"$PWD/a/env\" \"$PWD/marked\" > script; chmod +x script");
        Outcome outcome = Machine.Sandbox(Account.Caller, "--log-level", "debug", "--add-exec", "--ldd", scene.Root + "/needs", scene.Root + "/secret");
        Assert.NotEqual(0, outcome.Status);
        Assert.DoesNotContain(outcome.Messages, message => message.Contains("allow") && message.Contains("on " + scene.Root + "/secret "));
        Assert.Contains(outcome.Messages, message => message.Contains("/secret, needed by"));
        outcome = Machine.Sandbox(Account.Caller, "--log-level", "debug", "--add-exec", "--ldd", scene.Root + "/script");
        Assert.DoesNotContain(outcome.Messages, message => message.Contains("allow") && message.Contains("on " + scene.Root + "/marked "));
        // Where it is a script, it counts.
        scene.Set("printf '#!/bin/true\\n' > marked");
        outcome = Machine.Sandbox(Account.Caller, "--log-level", "debug", "--add-exec", "--ldd", scene.Root + "/script");
        Assert.Contains(outcome.Messages, message => message.Contains("allow execute,read_file on " + scene.Root + "/marked "));
    }

    [Fact]
    public void Nothing_of_the_runtime_reaches_the_command()
    {
        Outcome With(params string[] options) => Machine.Shell(Account.Caller, "exec 3</dev/null 7</etc/hostname; \"$@\"", [Machine.Landrun, "--add-exec", .. options, Machine.Probe, "fds", "/dev/fd/4", "/dev/fd/5/dev/fd/6/dev/fd/8/dev/fd/9"]);

        Assert.Equal(With().Output, With("--ldd").Output);
        Assert.Equal(With("--keep-fd", "all").Output, With("--keep-fd", "all", "--ldd").Output);
        Assert.Contains("7", With("--keep-fd", "all", "--ldd").Output);
    }

    [Theory]
    [InlineData("chmod 644 {}", "chmod +x")]
    [InlineData("printf '#!/no/such\\n' > {}", "its interpreter /no/such: no such file or directory (errno 2); install it, or correct the first line of ")]
    [InlineData("printf '#!/bin/sh\\r\\n' > {}", "ends with a carriage return")]
    [InlineData("echo 'echo 1' > {}", "neither an ELF file nor a script with a #! line")]
    [InlineData(": > {}", "it is empty")]
    [InlineData("head -c 200 /bin/true > {}", "an ELF file for this machine, and damaged or truncated")]
    [InlineData("printf '\\267' | dd of={} bs=1 seek=18 conv=notrunc 2>&1", "it is built for arm64 (64-bit)")]
    [InlineData("patchelf --set-interpreter /lib/ld-nowhere.so.1 {}", "its interpreter /lib/ld-nowhere.so.1: no such file")]
    [InlineData("patchelf --set-interpreter \"$PWD/plain\" {}", "its interpreter @plain: it is neither an ELF file nor a script")]
    [InlineData("printf '#!%s\\n' \"$PWD/plain\" > {}", "its interpreter @plain: it is neither an ELF file nor a script")]
    [InlineData("printf '#!%s\\n' \"$PWD\" > {}", "is a directory")]
    [InlineData("printf '#!/dev/null\\n' > {}", "is no regular file")]
    public void A_file_that_cannot_be_executed_is_explained(string change, string message)
    {
        if (change.StartsWith("patchelf", StringComparison.Ordinal))
        {
            Machine.Tool("patchelf");
        }

        using Scene scene = new Scene(Account.Caller).Set("cp /bin/true file; echo plain > plain; chmod 755 plain; " + change.Replace("{}", "file"));
        Outcome outcome = Machine.Sandbox(Account.Caller, "--rox", "/", "--ldd=false", scene.Root + "/file");

        Assert.Equal(126, outcome.Status);
        Assert.Contains(message.Replace("@", scene.Root + "/"), outcome.Messages[^1]);
        Assert.Equal(0, Machine.Sandbox(Account.Caller, "--rox", "/", "/bin/true").Status);
    }

    [Fact]
    public void A_file_system_mounted_noexec_is_named()
    {
        Assert.SkipUnless(Machine.IsRoot, "only root mounts");
        using Scene scene = new Scene(Account.Caller).Set("mkdir m");
        Outcome Start(string options) => Machine.Shell(
            Account.Caller, "unshare -m bash -c 'mount -t tmpfs -o \"$0\" tmpfs \"$1/m\" && cp /bin/true \"$1/m\" && cp /bin/sh \"$1/m\" && printf \"#!$1/m/sh\\n\" > \"$1/script\" && chmod +x \"$1/script\" && \"$2\" --rox / \"$1/m/true\"; \"$2\" --rox / \"$1/script\"; exit $?' \"$@\"", options, scene.Root, Machine.Landrun);

        Assert.SkipWhen(Start("size=4m") is { Status: not 0 } refused && refused.Errors.Contains("mount"), "this machine doesn't let root mount");
        Assert.Equal((0, ""), (Start("size=4m").Status, Start("size=4m").Errors));
        Outcome outcome = Start("size=4m,noexec");
        Assert.Equal(126, outcome.Status);
        Assert.Contains("noexec", outcome.Messages[0]);
        Assert.Contains($"its interpreter {scene.Root}/m/sh: its file system is mounted noexec", outcome.Messages[^1]);
    }

    [Theory]
    [InlineData("ls", "--ro ", " or --add-exec, and --ldd for its libraries")]
    [InlineData("--add-exec --ro /usr/bin /bin/busybox-that-is-not-there", "no such file", "")]
    [InlineData("--ro /usr/bin,/bin ls", "add --ldd", "its interpreter /lib")]
    [InlineData("--rox /srv ls", "denies execute,read_file on it; add --rox ", " or --add-exec")]
    [InlineData("--ldd ls", "add --ro ", " or --add-exec")]
    public void A_denial_names_the_file_the_right_and_the_option(string words, string first, string second)
    {
        Outcome outcome = Machine.Sandbox(Account.Caller, words.Split(' '));

        Assert.InRange(outcome.Status, 126, 127);
        Assert.Contains(first, outcome.Messages[^1]);
        Assert.Contains(second, outcome.Messages[^1]);
    }

    [Fact]
    public void What_it_advises_works()
    {
        using Scene scene = new Scene(Account.Caller).Set("cp /bin/true program");
        List<string> options = [];
        for (int tries = 0; tries < 5; tries++)
        {
            Outcome outcome = Machine.Sandbox(Account.Caller, [.. options, scene.Root + "/program"]);
            if (outcome.Status == 0)
            {
                return;
            }

            string advice = outcome.Messages[^1][(outcome.Messages[^1].IndexOf("add --", StringComparison.Ordinal) + 4)..];
            options.AddRange(advice.Contains("--ldd") && !advice.StartsWith("--ro") ? ["--ldd"] : advice.Split(' ')[..2]);
        }

        Assert.Fail("no advice made it start: " + string.Join(' ', options));
    }

    [Fact]
    public void A_program_of_another_class_or_C_library_starts()
    {
        using Scene scene = new Scene(Account.Caller).Set("printf '#include <stdio.h>\\nint main(void) { puts(\"on\"); }' > m.c");
        Machine.Tool("musl-gcc");
        scene.Set("musl-gcc -o musl m.c");
        Assert.Equal((0, "on\n", ""), Result(Machine.Sandbox(Account.Caller, "--add-exec", "--ldd", scene.Root + "/musl")));
        Assert.Equal(126, Machine.Sandbox(Account.Caller, "--ro", scene.Root, scene.Root + "/musl").Status);
        // A 32-bit one, by hand: without the compiler's libraries for it, which are large.
        Assert.SkipUnless(File.Exists("/lib/ld-linux.so.2"), "no 32-bit C library is installed");
        scene.Set("printf '.globl _start\\n_start: pushl $0\\ncall exit\\n' > m.s; as --32 -o m.o m.s; ld -m elf_i386 -dynamic-linker /lib/ld-linux.so.2 -o i386 m.o /lib32/libc.so.6");
        Assert.Equal((0, "", ""), Result(Machine.Sandbox(Account.Caller, "--add-exec", "--ldd", scene.Root + "/i386")));
        Assert.Equal(126, Machine.Sandbox(Account.Caller, "--ro", scene.Root, scene.Root + "/i386").Status);
    }

    [Fact]
    public void It_says_what_it_cannot_see()
    {
        string python = Python();
        string[] lines = Machine.Sandbox(Account.Caller, "--log-level", "info", "--add-exec", "--ldd", python, "-V").Messages;

        Assert.Contains(lines, line => line.Contains("finds at run time: plugins and modules (dlopen)"));
        Assert.DoesNotContain(Machine.Sandbox(Account.Caller, "--log-level", "info", "--add-exec", "--ldd", "/bin/true").Messages, line => line.Contains("dlopen"));
        Assert.Empty(Machine.Sandbox(Account.Caller, "--add-exec", "--ldd", python, "-V").Messages);
    }

    [Fact]
    public void A_damaged_library_runs_nothing()
    {
        using Scene scene = new Scene(Account.Caller).Set(
            "printf 'int f(void) { return 0; }' > f.c; printf 'int f(void); int main(void) { return f(); }' > m.c; gcc -shared -fPIC -o libf.so f.c;"
            + "gcc -o m m.c -L. -lf -Wl,-rpath,'$ORIGIN'; cp libf.so good; head -c 100 good > libf.so");

        Outcome outcome = Machine.Sandbox(Account.Caller, "--add-exec", "--ldd", scene.Root + "/m");
        Assert.Equal(125, outcome.Status);
        Assert.Contains($"{scene.Root}/libf.so, needed by {scene.Root}/m: its program headers lie outside of the file; nothing was run", Assert.Single(outcome.Messages));
        scene.Set("cp good libf.so");
        Assert.Equal(0, Machine.Sandbox(Account.Caller, "--add-exec", "--ldd", scene.Root + "/m").Status);
    }

    /// <summary>The system's, which every account may read.</summary>
    private static string Python()
    {
        Machine.Tool("python3");
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "the system has no python3 of its own");
        return "/usr/bin/python3";
    }

    private static (int Status, string Output, string Errors) Result(Outcome outcome) => (outcome.Status, outcome.Output, outcome.Errors);
}
