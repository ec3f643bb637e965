using System.Globalization;
using System.Text;
using Landrun.CommandLine;
using Landrun.Interop;
using Landrun.Landlock;
using Landrun.Policy;

namespace Landrun.Learning;

/// <summary>Writes rules as landrun's options.</summary>
internal static class OptionWriter
{
    private static readonly Option[] PathOptions = [Option.Rox, Option.Ro, Option.Rwx, Option.Rw, Option.Unix];

    private static readonly (NetworkRights Right, Option Option)[] PortOptions =
        [(NetworkRights.BindTcp, Option.BindTcp), (NetworkRights.ConnectTcp, Option.ConnectTcp), (NetworkRights.BindUdp, Option.BindUdp), (NetworkRights.ConnectSendUdp, Option.ConnectUdp)];

    /// <summary>The options, each a word with its value in the next, by name and values sorted: equal policies, equal words.</summary>
    public static IEnumerable<(Option Option, string? Value)> Write(LearnedPolicy policy)
    {
        if (policy.AddsCommand)
        {
            yield return (Option.AddExec, null);
        }

        foreach (Option option in PathOptions)
        {
            IEnumerable<string> paths = policy.Rules.Where(rule => Gives(rule.Rights, option)).Select(rule => Element(rule.Path));
            if (List(paths) is { } list)
            {
                yield return (option, list);
            }
        }

        foreach (IGrouping<FileSystemRights, LearnedRule> group in policy.Rules.GroupBy(rule => Rest(rule.Rights)).Where(group => group.Key != FileSystemRights.None))
        {
            yield return (Option.Fs, RightNames.Of(group.Key) + ":" + List(group.Select(rule => Element(rule.Path))));
        }

        foreach ((NetworkRights right, Option option) in PortOptions)
        {
            if (List(policy.Ports.Where(ports => ports.Right == right).Select(Range)) is { } list)
            {
                yield return (option, list);
            }
        }

        if (policy.Dns)
        {
            yield return (Option.Dns, null);
        }
    }

    /// <summary>The options as words for a shell.</summary>
    public static IEnumerable<string> Words(LearnedPolicy policy)
    {
        foreach ((Option option, string? value) in Write(policy))
        {
            yield return Name(option);
            if (value is not null)
            {
                yield return ShellWord.QuoteBytes(value);
            }
        }
    }

    /// <summary>The options of one rule.</summary>
    public static string Of(LearnedRule rule) => string.Join(' ', Words(new LearnedPolicy { Rules = [rule] }));

    public static string Name(Option option) => "--" + Encoding.ASCII.GetString(OptionTable.Row(option).Name);

    /// <summary>What the option of that name gives on paths; null where it is none of those that are written.</summary>
    public static FileSystemRights? PathRights(string name)
    {
        foreach (Option option in PathOptions)
        {
            if (Name(option)[2..].Equals(name, StringComparison.Ordinal))
            {
                return option == Option.Unix ? FileSystemRights.ResolveUnix : OptionTable.Row(option).Rights;
            }
        }

        return null;
    }

    /// <summary>What the option of that name gives on ports; null where it is none of those that are written.</summary>
    public static NetworkRights? PortRight(string name)
    {
        foreach ((NetworkRights right, Option option) in PortOptions)
        {
            if (Name(option)[2..].Equals(name, StringComparison.Ordinal))
            {
                return right;
            }
        }

        return null;
    }

    /// <summary>Whether of the options that take paths this is the one for these rights.</summary>
    private static bool Gives(FileSystemRights rights, Option option) => option == Option.Unix
        ? (rights & FileSystemRights.ResolveUnix) != FileSystemRights.None
        : Named(rights) == OptionTable.Row(option).Rights;

    private static FileSystemRights Named(FileSystemRights rights)
    {
        FileSystemRights result = FileSystemRights.None;
        foreach (FileSystemRights named in (ReadOnlySpan<FileSystemRights>)[Rights.ReadOnly, Rights.ReadOnlyExecute, Rights.ReadWrite, Rights.ReadWriteExecute])
        {
            result = (rights & named) == named ? named : result;
        }

        return result;
    }

    /// <summary>What no option but <c>--fs</c> gives.</summary>
    private static FileSystemRights Rest(FileSystemRights rights) => rights & ~(Named(rights) | FileSystemRights.ResolveUnix);

    private static string Range(LearnedPorts ports) => ports.First == ports.Last
        ? ports.First.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{ports.First}-{ports.Last}");

    private static string? List(IEnumerable<string> elements)
    {
        string list = string.Join(',', elements);
        return list.Length == 0 ? null : list;
    }

    /// <summary>One element of a list of landrun's, whose elements have commas between.</summary>
    private static string Element(string element) => element.Replace(",", "\\,", StringComparison.Ordinal);
}
