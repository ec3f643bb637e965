using Landrun.CommandLine;
using Landrun.Interop;
using Landrun.Policy;
using Landrun.Sandbox;

namespace Landrun.Reports;

/// <summary>Where a rule comes from, in a report.</summary>
/// <param name="Source">What kind of rule it is.</param>
/// <param name="Option">The option's name, without dashes; null where no option gave it.</param>
/// <param name="Place">Which file or place made the option give it; null for the command line itself.</param>
/// <param name="Text">All of it, for people.</param>
internal sealed record ReportedOrigin(RuleSource Source, string? Option, byte[]? Place, string Text)
{
    public static unsafe ReportedOrigin From(in Origin origin, RuleSource source) => source switch
    {
        RuleSource.NullDevice => new(source, null, null, "always"),
        RuleSource.Command => new(source, null, null, "to start the command"),
        _ => new(
            source,
            Shown.Text(OptionTable.Row(origin.Option).Name),
            origin.Place == null ? null : CString.Span(origin.Place).ToArray(),
            Shown.Origin(origin)),
    };
}
