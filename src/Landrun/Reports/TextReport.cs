using System.Globalization;
using Landrun.CommandLine;
using Landrun.Interop;
using Landrun.Landlock;
using Landrun.Landlock.Kernel;
using Landrun.Sandbox;

namespace Landrun.Reports;

/// <summary>A dry run for people.</summary>
internal static class TextReport
{
    public static string Write(LaunchReport report, bool inColour)
    {
        Columns columns = new(inColour);
        Command(columns, report);
        Files(columns, report);
        Network(columns, report);
        Promises(columns, report);
        Process(columns, report);
        return columns.ToString();
    }

    private static void Command(Columns columns, LaunchReport report)
    {
        if (report.CommandPath is not null)
        {
            columns.Heading("Command", report.IsRefused ? "it would not be run" : string.Empty);
            columns.Row(Shown.Text(report.CommandPath), string.Join(' ', report.Command.Select(word => ShellWord.Quote(word))));
        }
    }

    private static void Files(Columns columns, LaunchReport report)
    {
        FileSystemRights handled = report.Plan.Handled.FileSystem;
        if (handled == FileSystemRights.None)
        {
            columns.Heading("Files", report.Closed.FileSystem == FileSystemRights.None ? "left alone (--unrestricted-filesystem)" : "all open: without Landlock nothing closes them");
            return;
        }

        columns.Heading("Files", report.Rules.Count == 0 ? "all closed" : "closed, but for");
        foreach (ReportedRule rule in report.Rules)
        {
            columns.Row(RightsName(rule, handled), Place(rule), columns.Dim(rule.Origin.Text));
        }

        foreach (ReportedRule rule in report.Denied)
        {
            columns.Row(columns.Bad("denied"), Shown.Text(rule.Given), columns.Dim(rule.Origin.Text));
        }

        foreach (ReportedRule rule in report.Skipped)
        {
            columns.Row("missing", Shown.Text(rule.Given), columns.Dim(rule.Origin.Text));
        }
    }

    /// <summary>The option's name for a set of rights, where it is one; else the kernel's names.</summary>
    public static string RightsName(ReportedRule rule, FileSystemRights handled)
    {
        FileSystemRights possible = rule.IsDirectory ? handled : handled & RightTable.OnFile();
        for (Option option = Option.Ro; option <= Option.Rwx; option++)
        {
            OptionRow row = OptionTable.Row(option);
            if ((row.Rights & possible) == rule.Rights)
            {
                return Shown.Text(row.Name);
            }
        }

        return string.Join(',', Shown.Rights(rule.Rights));
    }

    private static string Place(ReportedRule rule)
    {
        string given = Shown.Text(rule.Given);
        return rule.Resolved is null || rule.Resolved.AsSpan().SequenceEqual(rule.Given) ? given : $"{given} → {Shown.Text(rule.Resolved)}";
    }

    private static void Network(Columns columns, LaunchReport report)
    {
        if (report.Closed.Network == NetworkRights.None)
        {
            columns.Heading("Network", "left alone (--unrestricted-network)");
            return;
        }

        columns.Heading("Network", report.Ports.Count == 0 ? "no port is open, as far as this can be enforced (below)" : "closed, but for");
        foreach (ReportedPorts ports in report.Ports)
        {
            string range = string.Create(CultureInfo.InvariantCulture, $"{ports.First}{(ports.Last == ports.First ? string.Empty : $"-{ports.Last}")}");
            columns.Row(
                string.Join(',', Shown.Rights(RightKind.Network, (ulong)ports.Rights)),
                ports.First == 0 ? range + " (ephemeral)" : range,
                columns.Dim(ports.Origin.Text),
                ports.Enforced == ports.Rights ? string.Empty : columns.Bad("can't be limited to it"));
        }
    }

    private static void Promises(Columns columns, LaunchReport report)
    {
        string kernel = report.KernelAbi == 0 ? "this kernel has no Landlock" : string.Create(CultureInfo.InvariantCulture, $"this kernel has Landlock's ABI {report.KernelAbi}");
        columns.Heading("Closed", report.Plan.Abi == report.KernelAbi ? kernel : string.Create(CultureInfo.InvariantCulture, $"as with ABI {report.Plan.Abi}; {kernel}"));
        foreach (ReportedPromise promise in report.Promises.Where(promise => promise.Keepers != Keepers.Nobody))
        {
            columns.Row(
                promise.Keepers switch { Keepers.Landlock => "Landlock", Keepers.Filter => "filter", _ => "both" },
                promise.What);
        }

        foreach (ReportedPromise promise in report.Promises.Where(promise => promise.IsBroken))
        {
            columns.Row(
                columns.Bad("NOT"),
                promise.What,
                promise.Abi == 0 ? "needs the filter" : $"Linux {promise.Linux} would");
        }

        foreach (ReportedPromise promise in report.Promises.Where(promise => !promise.IsBroken && promise.Keepers == Keepers.Nobody))
        {
            columns.Row("open", promise.What);
        }
    }

    private static void Process(Columns columns, LaunchReport report)
    {
        columns.Heading("Process", string.Empty);
        columns.Row("environment", Words(report.PassedVariables), report.HeldVariables == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"{report.HeldVariables} held back"));
        if (report.SetVariables.Count > 0)
        {
            columns.Row(string.Empty, Words(report.SetVariables), "set by --env");
        }

        columns.Row("descriptors", report.AllDescriptors ? "all" : string.Join(' ', report.Descriptors.Select(descriptor => descriptor.ToString(CultureInfo.InvariantCulture))));
        columns.Row("capabilities", report.KeptCapabilities.Count == 0 ? "none" : string.Join(' ', report.KeptCapabilities));
        if (report.DroppedCapabilities.Count > 0)
        {
            columns.Row(string.Empty, "without " + string.Join(' ', report.DroppedCapabilities));
        }
    }

    private static string Words(List<byte[]> names) => names.Count == 0 ? "nothing" : string.Join(' ', names.Select(name => Shown.Text(name)));
}
