using System.Globalization;
using System.Numerics;
using Landrun.Landlock;
using Landrun.Landlock.Kernel;
using Landrun.Sandbox;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Landrun.Status;

/// <summary>The report for people: the kernel, a table of promises, and the sum of it.</summary>
internal static class StatusText
{
    private static readonly Style Held = new(Color.Green);

    public static IEnumerable<IRenderable> Of(StatusReport report)
    {
        yield return new Text(Kernel(report) + "\n");
        yield return Table(report.Promises);
        foreach (string advice in report.Advice)
        {
            yield return new Text("\n" + advice);
        }

        yield return new Text("\n" + Sum(report) + "\n");
    }

    private static string Kernel(StatusReport report)
    {
        string landlock = report.Landlock switch
        {
            Availability.Available => $"ABI {report.Abi} (landrun knows {AbiTable.Newest})",
            Availability.DisabledAtBoot => "switched off at boot",
            _ => "none",
        };
        string used = report.UsedAbi < report.Abi ? $", used as ABI {report.UsedAbi}" : "";
        string audit = report.Audit switch { true => "on", false => "off", _ => "not known" };
        string[] fixedErrata = [.. Enum.GetValues<Errata>().Where(erratum => erratum != 0 && report.Errata.HasFlag(erratum)).Select(erratum => $"{BitOperations.Log2((uint)erratum) + 1}")];
        string errata = fixedErrata.Length == 0 ? "" : "; errata fixed: " + string.Join(", ", fixedErrata);
        return $"Linux {report.Kernel}\nLandlock: {landlock}{used}{errata}\nseccomp filter: {(report.Seccomp ? "yes" : "no")}; audit: {audit}\n";
    }

    private static Table Table(IReadOnlyList<PromiseStatus> promises)
    {
        Table table = new Table().Border(TableBorder.None).AddColumns("closed by default", "kept by", "tried");
        foreach (PromiseStatus promise in promises)
        {
            table.AddRow(new Text(promise.What), new Text(By(promise.Keeper)), Tried(promise));
        }

        return table;
    }

    private static string By(Keeper keeper) => keeper switch
    {
        Keeper.Landlock => "Landlock",
        Keeper.Filter => "seccomp",
        Keeper.Start => "landrun",
        _ => "nothing",
    };

    private static Text Tried(PromiseStatus promise) => promise switch
    {
        { IsOpen: true, Keeper: Keeper.Nothing } => new(string.Create(CultureInfo.InvariantCulture, $"OPEN: {promise.Remedy}"), new Style(Color.Red)),
        { IsOpen: true } => new("OPEN, a bug: " + Names(promise, Verdict.Open), new Style(Color.Red, decoration: Decoration.Bold)),
        { Tried: 0 } => new("refused outside too", new Style(Color.Yellow)),
        _ when promise.Tried < promise.Attempts.Count =>
            new(string.Create(CultureInfo.InvariantCulture, $"{promise.Tried} held, {promise.Attempts.Count - promise.Tried} refused outside too"), Held),
        _ => new(string.Create(CultureInfo.InvariantCulture, $"{promise.Tried} held"), Held),
    };

    private static string Names(PromiseStatus promise, Verdict verdict) =>
        string.Join(", ", promise.Attempts.Where(attempt => attempt.Verdict == verdict).Select(attempt => attempt.Name));

    private static string Sum(StatusReport report)
    {
        string[] open = [.. report.Open.Select(promise => promise.What)];
        return open.Length == 0
            ? "All that landrun closes by default is closed here."
            : $"Open here: {string.Join("; ", open)}. landrun says so at each start (--log-level info), and --strict refuses to run.";
    }
}
