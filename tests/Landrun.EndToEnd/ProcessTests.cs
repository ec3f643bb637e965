using System.Diagnostics;
using Xunit;

namespace Landrun.EndToEnd;

/// <summary>Signals, abstract sockets, layers, capabilities, and what a command inherits.</summary>
public sealed class ProcessTests
{
    [Theory]
    [InlineData(Account.Caller)]
    [InlineData(Account.Nobody)]
    public void Signals_stay_inside(Account account)
    {
        using Process target = Machine.Start(account, [Machine.Probe, "ready", "+", "wait-input"]);
        // Only from then on is it the account's own process.
        Assert.StartsWith("ready=0", target.StandardOutput.ReadLine());
        string[] acts = ["kill", target.Id.ToString(), "0", "+", "kill-child", "15"];

        Assert.Equal(["kill=0", "kill-child=0"], Machine.Run(account, [Machine.Probe, .. acts]).Lines);
        Assert.Equal(["kill=" + Promises.Denied(Promises.Signals, "EPERM"), "kill-child=0"], Machine.Sandbox(account, ["--add-exec", Machine.Probe, .. acts]).Lines);
        Assert.Equal(["kill=0", "kill-child=0"], Machine.Sandbox(account, ["--add-exec", "--unrestricted-scoped", Machine.Probe, .. acts]).Lines);
        target.StandardInput.Close();
        Machine.End(target);
    }

    [Fact]
    public void Abstract_sockets_stay_inside()
    {
        string name = "landrun-" + Guid.NewGuid().ToString("N");
        using Process server = Machine.Start(Account.Caller, [Machine.Probe, "abstract-listen", name, "+", "wait-input"]);
        server.StandardOutput.ReadLine();
        string[] acts = ["abstract-connect", name, "+", "abstract-listen", name + "2", "+", "abstract-connect", name + "2"];

        // With --unix, before ABI 9, the filter lets unix sockets be, and Landlock's scope alone decides.
        Assert.Equal(["abstract-connect=0", "abstract-listen=0", "abstract-connect=0"], Machine.Run(Account.Caller, [Machine.Probe, .. acts]).Lines);
        Assert.Equal(["abstract-connect=" + Promises.Denied(Promises.Abstract, "EPERM"), "abstract-listen=0", "abstract-connect=0"], Machine.Sandbox(Account.Caller, ["--add-exec", "--unix", "/tmp", Machine.Probe, .. acts]).Lines);
        Assert.Equal(["abstract-connect=0"], Machine.Sandbox(Account.Caller, ["--add-exec", "--unix", "/tmp", "--unrestricted-scoped", Machine.Probe, .. acts[..2]]).Lines);
        server.StandardInput.Close();
        Machine.End(server);
    }

    [Fact]
    public void The_seventeenth_layer_is_refused_and_says_why()
    {
        Machine.NeedsLandlock();
        string[] layers = [.. Enumerable.Repeat<string[]>([Machine.Landrun, "--no-seccomp", "--unrestricted-network", "--rox", "/", "--unix", "/"], 16).SelectMany(layer => layer)];

        Assert.Equal(["ready=0 ready"], Machine.Run(Account.Caller, [.. layers, Machine.Probe, "ready"]).Lines);
        Outcome outcome = Machine.Run(Account.Caller, [.. layers, Machine.Landrun, "--rox", "/", Machine.Probe, "ready"]);
        Assert.Equal((125, 0), (outcome.Status, outcome.Lines.Length));
        Assert.Contains("16 Landlock sandboxes", outcome.Messages[^1]);
    }

    [Fact]
    public void Root_keeps_the_capabilities_of_a_service()
    {
        Assert.SkipUnless(Machine.IsRoot, "only root has capabilities to lose");
        string Effective(params string[] options) =>
            Machine.Sandbox(Account.Caller, [.. options, "--rox", "/", "grep", "CapEff", "/proc/self/status"]).Lines[0].Split('\t')[1];

        Assert.Equal("00000000a00405fb", Effective());
        Assert.Equal("00000000a00415fb", Effective("--keep-cap", "CAP_NET_ADMIN"));
        Assert.Equal(Machine.Shell(Account.Caller, "grep CapEff /proc/self/status").Lines[0].Split('\t')[1], Effective("--keep-cap", "all"));
    }

    [Theory]
    [InlineData(Account.Caller)]
    [InlineData(Account.Nobody)]
    public void A_command_inherits_what_it_would_without_landrun(Account account)
    {
        // Ignored signals, a blocked one, a mask, a limit and a place: whatever the caller set must arrive.
        const string Setting = "trap '' PIPE CHLD USR2; umask 037; ulimit -n 77; ulimit -c 0; cd /usr; exec \"$@\"";
        string[] probe = [Machine.Probe, "with", "block", "10", "--"];
        string[] act = [Machine.Probe, "state"];

        Outcome without = Machine.Run(account, ["/bin/bash", "-c", Setting, "bash", .. probe, .. act]);
        Outcome within = Machine.Run(account, ["/bin/bash", "-c", Setting, "bash", .. probe, Machine.Landrun, "--rox", "/", .. act]);

        Assert.Contains("blocked=10,", without.Output);
        Assert.Contains("umask=37 cwd=/usr", without.Output);
        Assert.Equal(WithoutNumbers(without.Output), WithoutNumbers(within.Output));
    }

    [Theory]
    [InlineData(Account.Caller)]
    [InlineData(Account.Nobody)]
    public void Status_and_limits_differ_only_in_what_is_promised(Account account)
    {
        string[] files = ["/proc/self/status", "/proc/self/limits"];
        string[] changing = ["Pid", "Tgid", "Ngid", "PPid", "NSpid", "NStgid", "NSpgid", "VmPeak", "VmSize", "VmHWM", "VmRSS", "RssAnon", "RssFile", "VmData", "VmStk", "VmPTE", "VmExe", "VmLib", "Rss", "voluntary", "nonvoluntary", "Threads", "Cpus", "Mems"];
        // Of SigQ, the limit is the process's own; before it stands what is queued for all processes of the user, other tests' too.
        string[] Stable(Outcome outcome) =>
            [.. outcome.Lines.Where(line => !changing.Any(line.StartsWith)).Select(line => line.StartsWith("SigQ:") ? "SigQ of " + line.Split('/')[1] : line)];

        string[] without = Stable(Machine.Run(account, ["/bin/cat", .. files]));
        string[] within = Stable(Machine.Sandbox(account, ["--rox", "/", "--keep-cap", "all", "/bin/cat", .. files]));

        Assert.Equal(without.Length, within.Length);
        Assert.All(without.Zip(within).Where(pair => pair.First != pair.Second), pair => Assert.Matches("^(NoNewPrivs|Seccomp|Speculation)", pair.First));
        Assert.Contains(within, line => line.StartsWith("NoNewPrivs") && line.EndsWith('1'));
    }

    [Fact]
    public void Descriptors_above_two_are_closed_unless_named()
    {
        const string Opened = "exec 7</etc/hostname 9</etc/hostname; exec \"$@\"";
        string Fds(params string[] options) => Machine.Run(Account.Caller, ["/bin/bash", "-c", Opened, "bash", .. options]).Output.Trim();

        Assert.StartsWith("fds=0 0 1 2 7 9", Fds(Machine.Probe, "fds"));
        Assert.Equal("fds=0 0 1 2", Fds(Machine.Landrun, "--add-exec", Machine.Probe, "fds"));
        Assert.Equal("fds=0 0 1 2 7", Fds(Machine.Landrun, "--add-exec", "--keep-fd", "7", Machine.Probe, "fds"));
        Assert.StartsWith("fds=0 0 1 2 7 9", Fds(Machine.Landrun, "--add-exec", "--keep-fd=all", Machine.Probe, "fds"));
        Assert.StartsWith("fds=0 0 1 2 9", Fds(Machine.Landrun, "--add-exec", Machine.Probe, "fds", "+", "stat", "/dev/fd/9"));
        // A named descriptor that isn't open must not become one of landrun's own.
        Assert.StartsWith("fds=0 0 1 2\n", Fds(Machine.Landrun, "--add-exec", Machine.Probe, "fds", "+", "stat", "/dev/fd/3/dev/fd/4/dev/fd/5"));
        Assert.Equal(125, Machine.Sandbox(Account.Caller, "--keep-fd", "55", "--add-exec", Machine.Probe, "ready").Status);
    }

    [Theory]
    [InlineData("<&-", 6)]
    [InlineData(">&-", 5)]
    [InlineData("2>&-", 3)]
    [InlineData("<&- >&- 2>&-", 0)]
    public void A_closed_standard_descriptor_stays_closed(string redirection, int open)
    {
        Outcome outcome = Machine.Shell(Account.Caller, "exec " + redirection + "; exec \"$@\"", Machine.Landrun, "--add-exec", Machine.Probe, "exit-descriptors");

        Assert.Equal(open, outcome.Status);
    }

    [Fact]
    public void Process_substitution_works()
    {
        Outcome outcome = Machine.Shell(Account.Caller, "\"$1\" --rox / cat <(echo one) <(echo two)", Machine.Landrun);

        Assert.Equal(["one", "two"], outcome.Lines);
    }

    private static string WithoutNumbers(string state) =>
        string.Join(' ', state.Split(' ').Where(word => !word.StartsWith("ppid=") && !word.StartsWith("pgid=") && !word.StartsWith("sid=") && !word.StartsWith("fd")));
}
