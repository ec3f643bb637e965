using System.Globalization;
using System.Numerics;
using Landrun.Landlock;
using Landrun.Landlock.Kernel;
using Landrun.Reports;
using Landrun.Sandbox;

namespace Landrun.Status;

/// <summary>The report for people: the kernel, a table of promises, and the sum of it.</summary>
internal static class StatusText
{
    public static string Write(StatusReport report, bool inColour)
    {
        Columns columns = new(inColour, widest: 80);
        columns.Heading("Linux " + report.Kernel, Kernel(report));
        columns.Heading("Closed by default", "what keeps it, and what trying it showed");
        foreach (PromiseStatus promise in report.Promises)
        {
            columns.Row(promise.What, By(promise.Keepers), Tried(promise, columns));
        }

        foreach (string advice in report.Advice)
        {
            columns.Heading("Missing", advice);
        }

        columns.Heading(report.Holds ? "All that landrun closes by default is closed here." : "Open here", report.Holds ? "" : Open(report));
        return columns.ToString();
    }

    private static string Kernel(StatusReport report)
    {
        string landlock = report.Landlock switch
        {
            Availability.Available => $"Landlock ABI {report.Abi} (landrun knows {AbiTable.Newest})",
            Availability.DisabledAtBoot => "Landlock is switched off at boot",
            _ => "no Landlock",
        };
        string used = report.UsedAbi < report.Abi ? $", used as ABI {report.UsedAbi}" : "";
        string audit = report.Audit switch { true => "on", false => "off", _ => "not known" };
        string[] fixedErrata =
            [.. Enum.GetValues<Errata>().Where(erratum => erratum != 0 && report.Errata.HasFlag(erratum)).Select(erratum => $"{BitOperations.Log2((uint)erratum) + 1}")];
        string errata = fixedErrata.Length == 0 ? "" : ", errata fixed: " + string.Join(", ", fixedErrata);
        return $"{landlock}{used}{errata}; seccomp: {(report.Seccomp ? "yes" : "no")}; audit: {audit}";
    }

    private static string By(Keepers keepers) => keepers switch
    {
        Keepers.Landlock => "Landlock",
        Keepers.Filter => "seccomp",
        Keepers.Start => "landrun",
        Keepers.Nobody => "nothing",
        _ => "both",
    };

    private static string Tried(PromiseStatus promise, Columns columns)
    {
        int outside = promise.Attempts.Count - promise.Tried;
        return promise switch
        {
            { IsOpen: true, Keepers: Keepers.Nobody } => columns.Bad($"OPEN: {promise.Remedy}"),
            { IsOpen: true } => columns.Bad("OPEN, a bug: "
                + string.Join(", ", promise.Attempts.Where(attempt => attempt.Verdict == Verdict.Open).Select(attempt => attempt.Name))),
            { Tried: 0 } => columns.Dim("refused outside too"),
            _ => columns.Good(string.Create(CultureInfo.InvariantCulture, $"{promise.Tried} held"))
                + (outside > 0 ? columns.Dim(string.Create(CultureInfo.InvariantCulture, $", {outside} refused outside too")) : ""),
        };
    }

    private static string Open(StatusReport report) =>
        string.Join("; ", report.Open.Select(promise => promise.What))
        + ". landrun says so at each start (--log-level info), and --strict refuses to run";
}
