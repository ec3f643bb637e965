using System.Text;
using Landrun.CommandLine;
using Landrun.Limits;
using Landrun.Sandbox;

namespace Landrun.Pages;

/// <summary>An option as pages and shells need it. What may stand behind it follows from its row: the kind where that says enough, else
/// what the help calls the value, so that a new option needs nothing here as long as it speaks the same language.</summary>
internal sealed record PageOption(string Name, char? Letter, string Value, string Help, OptionGroup Group, ValueKind Kind, IReadOnlyList<string> Words)
{
    /// <summary>What a profile's key of that name takes; <c>null</c> where a profile may not say it.</summary>
    public OptionKind? KeyKind { get; private init; }

    public static IReadOnlyList<PageOption> All { get; } = [.. Enumerable.Range(0, OptionTable.Count).Select(index => From(OptionTable.Row((Option)index)))];

    private static PageOption From(OptionRow row)
    {
        string value = Encoding.UTF8.GetString(row.Value);
        IReadOnlyList<string> words = Known(row.Kind, value);
        return new PageOption(
            Encoding.UTF8.GetString(row.Name),
            row.ShortName == 0 ? null : (char)row.ShortName,
            value,
            Encoding.UTF8.GetString(row.Help),
            row.Group,
            words.Count > 0 ? ValueKind.Words : Kinds(row.Kind, value),
            words)
        {
            KeyKind = row.InProfile ? row.Kind : null,
        };
    }

    private static ValueKind Kinds(OptionKind kind, string value) => kind switch
    {
        OptionKind.Switch => ValueKind.Switch,
        OptionKind.Variables => ValueKind.Variables,
        OptionKind.RightsAndPaths => ValueKind.Rights,
        _ when value.StartsWith('[') => ValueKind.Attached,
        _ when value.StartsWith("NAME|", StringComparison.Ordinal) => ValueKind.Profiles,
        _ when value is "PATH" or "FILE" or "WHAT" => ValueKind.Paths,
        _ => ValueKind.Any,
    };

    private static IReadOnlyList<string> Known(OptionKind kind, string value) => kind switch
    {
        OptionKind.Capabilities => ["all", .. Enumerable.Range(0, CapabilityTable.Count).Select(index => Encoding.UTF8.GetString(CapabilityTable.Name(index)))],
        OptionKind.Descriptors => ["all"],
        OptionKind.Limits => [.. Enumerable.Range(0, LimitTable.Count).Select(index => Encoding.UTF8.GetString(LimitTable.Row(index).Name) + "=")],
        OptionKind.Level => ["error", "info", "debug"],
        _ when value is "FORM" => ["text", "setpriv"],
        _ => [],
    };
}
