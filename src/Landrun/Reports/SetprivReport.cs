using System.Globalization;
using System.Text;
using Landrun.CommandLine;
using Landrun.Interop;
using Landrun.Landlock;
using Landrun.Landlock.Kernel;
using Landrun.Sandbox;

namespace Landrun.Reports;

/// <summary>The same rules as a command line of setpriv(1).</summary>
internal static class SetprivReport
{
    public static string Write(LaunchReport report)
    {
        StringBuilder line = new("setpriv --no-new-privs");
        Access(line, "fs", RightKind.FileSystem, (ulong)report.Plan.Handled.FileSystem);
        Access(line, "net", RightKind.Network, (ulong)report.Plan.Handled.Network);
        Access(line, "scope", RightKind.Scope, (ulong)report.Plan.Handled.Scopes);
        foreach (ReportedRule rule in report.Rules)
        {
            byte[] word = [.. Encoding.ASCII.GetBytes($"path-beneath:{Names(RightKind.FileSystem, (ulong)rule.Rights)}:"), .. rule.Path];
            Add(line, "--landlock-rule " + ShellWord.Quote(word));
        }

        foreach (ReportedPorts ports in report.Ports.Where(ports => ports.Enforced != NetworkRights.None))
        {
            for (int port = ports.First; port <= ports.Last; port++)
            {
                Add(line, string.Create(CultureInfo.InvariantCulture, $"--landlock-rule net-port:{Names(RightKind.Network, (ulong)ports.Enforced)}:{port}"));
            }
        }

        if (report.Command.Count > 0)
        {
            Add(line, "-- " + string.Join(' ', report.Command.Select(word => ShellWord.Quote(word))));
        }

        return line.Append('\n').ToString();
    }

    /// <summary>What setpriv can't express, a line each.</summary>
    public static IEnumerable<string> Lacking(LaunchReport report, in LaunchRequest request)
    {
        List<string> lines = [];
        string[] filtered = [.. report.Promises.Where(promise => promise.Keepers == Keepers.Filter).Select(promise => promise.What)];
        if (filtered.Length > 0)
        {
            lines.Add("what landrun's seccomp filter closes stays open: " + string.Join("; ", filtered));
        }

        if (report.Plan.Handled.Network != NetworkRights.None || report.Plan.Handled.Scopes != Scopes.None)
        {
            lines.Add("ports and scopes are known to setpriv only after util-linux 2.42 (--unrestricted-network --unrestricted-scoped leave them out)");
        }

        if (request.Environment != EnvironmentMode.All || request.Variables.Count > 0)
        {
            lines.Add("the whole environment passes, and nothing is set in it");
        }

        if (!report.AllDescriptors)
        {
            lines.Add("all open descriptors pass");
        }

        if (report.DroppedCapabilities.Count > 0)
        {
            lines.Add("capabilities stay: " + string.Join(' ', report.DroppedCapabilities));
        }

        if (request.LogOptions != RestrictOptions.None)
        {
            lines.Add("the kernel's log of denials is left as it is");
        }

        return lines;
    }

    private static void Access(StringBuilder line, string kind, RightKind rights, ulong handled)
    {
        if (handled != 0)
        {
            Add(line, $"--landlock-access {kind}:{Names(rights, handled)}");
        }
    }

    private static void Add(StringBuilder line, string option) => line.Append(" \\\n  ").Append(option);

    /// <summary>setpriv writes the kernel's names with dashes.</summary>
    private static string Names(RightKind kind, ulong rights) => string.Join(',', Shown.Rights(kind, rights)).Replace('_', '-');
}
