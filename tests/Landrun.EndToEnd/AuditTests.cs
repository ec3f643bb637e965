using Landrun.Landlock;
using Landrun.Landlock.Kernel;
using Xunit;

namespace Landrun.EndToEnd;

/// <summary>What the kernel's audit log gets: Landlock logs what the program that restricted itself is denied, and what it executes
/// is denied only where that is asked for.</summary>
public sealed class AuditTests : IDisposable
{
    private readonly Scene scene;

    public AuditTests()
    {
        Assert.SkipUnless(Machine.IsThrowaway, "to switch the kernel's audit on is for machines that are thrown away");
        Assert.SkipWhen(Machine.Abi < AbiTable.AbiOf(RestrictOptions.LogNewExecOn), "this kernel's Landlock logs nothing");
        scene = new Scene(Account.Caller).Set("mkdir d; echo x > d/f; echo x > f; cp " + Machine.Probe + " command");
    }

    public void Dispose() => scene?.Dispose();

    [Fact]
    public void The_commands_own_start_is_logged_unless_disabled()
    {
        // It may execute the file and not read it: denied to execve(2), and to landrun where it looks for the reason.
        string[] records = Records("/command", "", "@command ready");
        Assert.NotEmpty(records);
        Assert.All(records, record => Assert.Contains("blockers=fs.read_file", record));
        Assert.Empty(Records("/command", "--log-disable-originating", "@command ready"));
    }

    [Fact]
    public void What_the_command_is_denied_is_logged_only_when_asked_for()
    {
        string command = Machine.Probe + " open-read @f";

        Assert.Empty(Records("/f", "--add-exec", command));
        Assert.Contains("blockers=fs.read_file", Assert.Single(Records("/f", "--add-exec --log-enable-subprocesses", command)));
        Assert.Contains("blockers=fs.read_file", Assert.Single(Records("/f", "--add-exec --log-enable-subprocesses --log-disable-originating", command)));
    }

    [Fact]
    public void The_records_confirm_what_is_explained_and_nothing_that_they_alone_hold_is_hidden()
    {
        // Without capabilities, so that nothing but Landlock keeps the command from looking into it; to the tracer that looks like its mode.
        using System.Diagnostics.Process target = Machine.Start(Account.Caller, ["setpriv", "--bounding-set=-all", "--inh-caps=-all", Machine.Probe, "ready", "+", "wait-input"]);
        Assert.StartsWith("ready=0", target.StandardOutput.ReadLine());
        Outcome outcome = Machine.Run(
            Account.Caller,
            [Machine.Probe, "audit", Machine.Landrun, "--explain", "--add-exec", "--ro", "/proc", "--connect-tcp", "1", Machine.Probe, "open-read", scene.Root + "/f", "+", "mkreg", scene.Root + "/d/new", "+", "tcp-connect", "2", "+", "kill", "1", "0", "+", "open-read", $"/proc/{target.Id}/environ"]);
        target.StandardInput.Close();
        Machine.End(target);

        const string Confirmed = " (the kernel's audit log says so too)";
        Assert.Contains($"landrun: denied by the sandbox: read_file on {scene.Root}/f; add --ro {scene.Root}/f{Confirmed}", outcome.Messages);
        Assert.Contains($"landrun: denied by the sandbox: make_reg on {scene.Root}/d (to make {scene.Root}/d/new); add --rw {scene.Root}/d{Confirmed}", outcome.Messages);
        Assert.Contains($"landrun: denied by the sandbox: connect_tcp 2; add --connect-tcp 2{Confirmed}", outcome.Messages);
        Assert.Contains(outcome.Messages, message => message.StartsWith("landrun: denied by the sandbox: a signal to process 1,", StringComparison.Ordinal) && message.EndsWith(Confirmed, StringComparison.Ordinal));
        Assert.Contains($"landrun: denied by the sandbox, as the kernel's audit log alone says: ptrace, process {target.Id}", outcome.Messages);
        Assert.Contains(outcome.Messages, message => message.StartsWith("landrun: audit is on: ", StringComparison.Ordinal));
        // Whom this was asked of anyway isn't told.
        Assert.DoesNotContain("audit is on", Machine.Run(Account.Caller, [Machine.Probe, "audit", Machine.Landrun, "--explain", "--log-enable-subprocesses", "--add-exec", Machine.Probe, "open-read", scene.Root + "/f"]).Errors);
    }

    [Fact]
    public void What_a_nested_sandbox_denies_is_logged_unless_disabled()
    {
        string command = $"{Machine.Landrun} --add-exec --log-enable-subprocesses {Machine.Probe} open-read @f";

        Assert.Contains("blockers=fs.read_file", Assert.Single(Records("/f", "--rox /", command)));
        Assert.Empty(Records("/f", "--rox / --log-disable-subdomains", command));
    }

    [Fact]
    public void A_quiet_path_is_not_logged_where_the_kernel_knows_quiet_rules()
    {
        string command = $"{Machine.Probe} open-read @f + open-read @d/f";
        bool quiet = Machine.Abi >= PromisesOfQuiet;

        Assert.Single(Records("/d/f", "--add-exec --log-enable-subprocesses", command));
        string[] said = Records("/d/f", "--add-exec --log-enable-subprocesses --quiet @d", command, out string messages);
        Assert.Equal(quiet ? 0 : 1, said.Length);
        Assert.Equal(!quiet, messages.Contains("NOT done: what --quiet asks for"));
        Assert.Single(Records(scene.Root + "/f", "--add-exec --log-enable-subprocesses --quiet @d", command));
    }

    /// <summary>The ABI with the last fields of the ruleset's structure.</summary>
    private static int PromisesOfQuiet => Enumerable.Range(1, AbiTable.Newest).First(abi => AbiTable.Row(abi).AttributeFields == 6);

    private string[] Records(string path, string options, string command) => Records(path, options, command, out _);

    /// <summary>The denials on a path of the scene: other tests' sandboxes are logged meanwhile.</summary>
    private string[] Records(string path, string options, string command, out string messages)
    {
        string[] words = [.. (options + " " + command).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Replace("@", scene.Root + "/"))];
        Outcome outcome = Machine.Run(Account.Caller, [Machine.Probe, "audit", Machine.Landrun, .. words]);
        messages = outcome.Errors;
        Assert.Matches("(?m)^exited", outcome.Output);
        return [.. outcome.Lines.Where(line => line.StartsWith("audit ") && line.Contains(scene.Root) && line.Contains(path + "\""))];
    }
}
