using System.Globalization;
using System.Reflection;
using System.Text;
using Landrun.CommandLine;
using Landrun.Landlock.Kernel;
using Landrun.Limits;
using Landrun.Sandbox;

namespace Landrun.Pages;

/// <summary>Fills the tables into a manual page.</summary>
internal static class ManualPage
{
    private static readonly Dictionary<string, Func<string>> Parts = new(StringComparer.Ordinal)
    {
        ["OPTIONS"] = Options,
        ["RIGHTS"] = Rights,
        ["PROMISES"] = Promises,
        ["LIMITS"] = Limits,
        ["PATH KEYS"] = () => Keys("\"", "\"", OptionKind.Paths, OptionKind.RightsAndPaths),
        ["NUMBER KEYS"] = () => Keys("", "", OptionKind.Ports, OptionKind.Descriptors, OptionKind.Number),
        ["STRING KEYS"] = () => Keys("\"", "\"", OptionKind.Variables, OptionKind.Capabilities, OptionKind.Limits),
        ["SWITCH KEYS"] = () => Keys("", "", OptionKind.Switch),
        ["PROFILES"] = Profiles,
    };

    public static string Write(string template) => Template.Fill(template, Parts);

    private static string Options()
    {
        StringBuilder text = new();
        foreach (IGrouping<OptionGroup, PageOption> group in PageOption.All.GroupBy(option => option.Group).OrderBy(group => group.Key))
        {
            text.Append(CultureInfo.InvariantCulture, $".SS {group.Key}\n");
            foreach (PageOption option in group)
            {
                text.Append(Roff.Tagged(Tag(option), option.Help));
            }
        }

        return text.ToString();
    }

    private static string Tag(PageOption option)
    {
        string tag = (option.Letter is { } letter ? Roff.Bold("-" + letter) + ", " : string.Empty) + Roff.Bold("--" + option.Name);
        return option.Value.Length == 0 ? tag : tag + (option.Kind == ValueKind.Attached ? string.Empty : " ") + Roff.Italic(option.Value);
    }

    private static string Rights()
    {
        StringBuilder text = new();
        for (int index = 0; index < RightTable.Count; index++)
        {
            RightRow row = RightTable.Row(index);
            if (row.Kind == RightKind.FileSystem)
            {
                string more = (row.OnFile ? string.Empty : ", in a directory")
                    + (row.Abi == 1 ? string.Empty : ", from Linux " + Encoding.UTF8.GetString(AbiTable.Row(row.Abi).Linux) + " on");
                text.Append(Roff.Tagged(Roff.Bold(Encoding.UTF8.GetString(row.Name)), char.ToUpperInvariant((char)row.Meaning[0]) + Encoding.UTF8.GetString(row.Meaning[1..]) + more + "."));
            }
        }

        return text.ToString();
    }

    /// <summary>The keys of profiles that take one of these kinds of values.</summary>
    private static string Keys(string before, string after, params OptionKind[] kinds) => string.Concat(PageOption.All
        .Where(option => option.KeyKind is { } kind && kinds.Contains(kind))
        .Select(option => Roff.Tagged(
            Roff.Bold(option.Name) + " = " + (option.Value.Length == 0 ? Roff.Bold("true") : before + Roff.Italic(option.Value) + after), option.Help)));

    private static string Profiles()
    {
        StringBuilder text = new();
        Assembly landrun = typeof(OptionTable).Assembly;
        foreach (string name in landrun.GetManifestResourceNames().Where(name => name.StartsWith("profiles/", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using StreamReader reader = new(landrun.GetManifestResourceStream(name)!);
            string description = reader.ReadToEnd().Split('\n').First(line => line.StartsWith("description = ", StringComparison.Ordinal)).Split('"')[1];
            text.Append(Roff.Tagged(Roff.Bold(Path.GetFileNameWithoutExtension(name)), char.ToUpperInvariant(description[0]) + description[1..] + "."));
        }

        return text.ToString();
    }

    private static string Limits() => string.Concat(Enumerable.Range(0, LimitTable.Count).Select(index =>
        Roff.Tagged(Roff.Bold(Encoding.UTF8.GetString(LimitTable.Row(index).Example)), Encoding.UTF8.GetString(LimitTable.Row(index).Help))));

    private static string Promises()
    {
        StringBuilder text = new();
        for (int index = 0; index < PromiseTable.Count; index++)
        {
            PromiseRow row = PromiseTable.Row(index);
            int abi = PromiseTable.Abi(row);
            string filter = row.Closings == Sandbox.Seccomp.Closings.None ? string.Empty : "the filter";
            string landlock = row.Rights.IsEmpty ? string.Empty
                : string.Create(CultureInfo.InvariantCulture, $"Landlock from Linux {Encoding.UTF8.GetString(AbiTable.Row(abi).Linux)} (ABI {abi}) on");
            string keepers = landlock.Length > 0 && filter.Length > 0 ? landlock + "; before that the filter, where nothing of it is opened" : landlock + filter;
            text.Append(Roff.Tagged(Roff.Text(Encoding.UTF8.GetString(row.What)), "By " + keepers + "."));
        }

        return text.ToString();
    }
}
