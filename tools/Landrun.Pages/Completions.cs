using System.Globalization;
using System.Text;
using Landrun.CommandLine;
using Landrun.Landlock.Kernel;

namespace Landrun.Pages;

/// <summary>Fills the table of options into the completions of the shells. What a kind of value is completed with, the templates say.</summary>
internal static class Completions
{
    /// <summary>Words that stand for several rights.</summary>
    private static readonly string[] RightGroups = ["ro", "rox", "rw", "rwx"];

    private static readonly Dictionary<string, Func<string>> Parts = new(StringComparer.Ordinal)
    {
        ["BASH"] = Bash,
        ["BASH RIGHTS"] = () => $"_landrun_rights=({string.Join(' ', Rights())})\n",
        ["ZSH"] = Zsh,
        ["ZSH RIGHTS"] = () => $"    rights=({string.Join(' ', Rights())})\n",
        ["FISH"] = Fish,
        ["FISH RIGHTS"] = () => $"set -g __landrun_rights {string.Join(' ', Rights())}\n",
    };

    public static string Write(string template) => Template.Fill(template, Parts);

    private static IEnumerable<string> Rights() =>
    [
        .. RightGroups,
        .. Enumerable.Range(0, RightTable.Count).Where(index => RightTable.Row(index).Kind == RightKind.FileSystem)
            .Select(index => Encoding.UTF8.GetString(RightTable.Row(index).Name)),
    ];

    /// <summary>An associative array: what each option is followed by, and the words that are known.</summary>
    private static string Bash()
    {
        StringBuilder text = new("declare -gA _landrun_options=(\n");
        foreach (PageOption option in PageOption.All)
        {
            text.Append(CultureInfo.InvariantCulture, $"    [--{option.Name}]='{Kind(option)}'\n");
        }

        return text.Append(")\n").ToString();
    }

    /// <summary>Specifications for _arguments.</summary>
    private static string Zsh()
    {
        StringBuilder text = new();
        foreach (PageOption option in PageOption.All)
        {
            string help = option.Help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal).Replace("]", "\\]", StringComparison.Ordinal);
            string value = option.Value.Replace(":", "\\:", StringComparison.Ordinal).Trim('[', ']', '=');
            string what = option.Kind switch
            {
                ValueKind.Switch => $"--{option.Name}[{help}]",
                ValueKind.Attached => $"--{option.Name}=-[{help}]::{value}:_landrun_paths",
                ValueKind.Any => $"--{option.Name}=[{help}]:{value}: ",
                ValueKind.Words => $"--{option.Name}=[{help}]:{value}:_landrun_words {string.Join(' ', option.Words)}",
                _ => $"--{option.Name}=[{help}]:{value}:_landrun_{Kind(option)}",
            };
            foreach (string form in option.Letter is { } letter ? new[] { what, what.Replace("--" + option.Name, "-" + letter, StringComparison.Ordinal) } : [what])
            {
                text.Append(CultureInfo.InvariantCulture, $"        '*{form.Replace("'", "'\\''", StringComparison.Ordinal)}'\n");
            }
        }

        return text.ToString();
    }

    private static string Fish()
    {
        StringBuilder text = new("set -g __landrun_options_with_value");
        foreach (PageOption option in PageOption.All.Where(option => option.Kind is not (ValueKind.Switch or ValueKind.Attached)))
        {
            text.Append(CultureInfo.InvariantCulture, $" --{option.Name}");
        }

        text.Append('\n');
        foreach (PageOption option in PageOption.All)
        {
            string help = option.Help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);
            string value = option.Kind switch
            {
                ValueKind.Switch or ValueKind.Attached => string.Empty,
                ValueKind.Any => " -x",
                ValueKind.Words => $" -x -a '(__landrun_words {string.Join(' ', option.Words)})'",
                _ => $" -x -a '(__landrun_{Kind(option)})'",
            };
            string letter = option.Letter is { } short_ ? " -s " + short_ : string.Empty;
            text.Append(CultureInfo.InvariantCulture, $"complete -c landrun -n __landrun_before_command{letter} -l {option.Name}{value} -d '{help}'\n");
        }

        return text.ToString();
    }

    /// <summary>The name of a kind in the templates; behind it the words that are known.</summary>
    private static string Kind(PageOption option)
    {
#pragma warning disable CA1308 // Names of shell functions, not text to compare.
        string kind = option.Kind.ToString().ToLowerInvariant();
#pragma warning restore CA1308
        return option.Kind == ValueKind.Words ? kind + " " + string.Join(' ', option.Words) : kind;
    }
}
