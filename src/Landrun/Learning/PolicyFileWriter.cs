using System.Text;
using Landrun.CommandLine;

namespace Landrun.Learning;

/// <summary>Writes a learned policy as a file: TOML, with the options' names as keys.</summary>
internal static class PolicyFileWriter
{
    public static string Text(LearnedPolicy policy, IReadOnlyList<string> command)
    {
        StringBuilder text = new("# Learned by landrun from a run of the command below; read it before you trust it.\n");
        text.Append("command = [");
        text.AppendJoin(", ", command.Select(Quoted)).Append("]\n");
        foreach ((Option option, string? value) in OptionWriter.Write(policy))
        {
            text.Append(OptionWriter.Name(option)[2..]).Append(" = ");
            if (value is null)
            {
                text.Append("true\n");
                continue;
            }

            text.Append("[\n");
            foreach (string element in Elements(option, value))
            {
                text.Append("    ").Append(Quoted(element)).Append(",\n");
            }

            text.Append("]\n");
        }

        return text.ToString();
    }

    /// <summary>The elements of a list; of rights and paths each path with its rights.</summary>
    private static IEnumerable<string> Elements(Option option, string value)
    {
        int colon = option == Option.Fs ? value.IndexOf(':', StringComparison.Ordinal) + 1 : 0;
        string rights = value[..colon];
        StringBuilder element = new();
        for (int index = colon; index <= value.Length; index++)
        {
            if (index == value.Length || value[index] == ',')
            {
                yield return rights + element;
                element.Clear();
            }
            else
            {
                index += value[index] == '\\' && index + 1 < value.Length && value[index + 1] == ',' ? 1 : 0;
                element.Append(value[index]);
            }
        }
    }

    /// <summary>A basic string of TOML.</summary>
    private static string Quoted(string text)
    {
        StringBuilder quoted = new("\"");
        foreach (char letter in text)
        {
            quoted.Append(letter switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                < ' ' or '\u007f' => $"\\u{(int)letter:x4}",
                _ => letter.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }
}
