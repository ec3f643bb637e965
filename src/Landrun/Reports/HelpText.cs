using System.Text;
using Landrun.CommandLine;

namespace Landrun.Reports;

/// <summary>What <c>--help</c> prints, from the table of options.</summary>
internal static class HelpText
{
    private const int Width = 80;
    private const int HelpColumn = 28;

    public static string Write()
    {
        StringBuilder text = new();
        text.Append(
            """
            landrun runs a command that can reach only what you open: a sandbox enforced by
            the kernel (Landlock), without root, daemon or container.

              landrun [options] [--] command [args...]
              landrun --rox /usr --ro /etc --rw . -- make

            Options end at the command's name. A value may be a list with commas (\, for a
            comma in a name), and stands behind a space or an equals sign.

            """);
        foreach (OptionGroup group in Enum.GetValues<OptionGroup>())
        {
            text.Append('\n').Append(group).Append(":\n");
            for (Option option = 0; option < Option.Count; option++)
            {
                OptionRow row = OptionTable.Row(option);
                if (row.Group == group)
                {
                    AppendOption(text, row);
                }
            }
        }

        text.Append(
            """

            Where no option speaks of execution, the command itself and its interpreters may
            be executed if they lie beneath a path that you opened; nothing else may.

            Exit status: the command's own; 124 --timeout ended it, 125 landrun failed and
            nothing was run, 126 the command can't be executed, 127 it was not found.

            """);
        return text.ToString();
    }

    private static void AppendOption(StringBuilder text, OptionRow row)
    {
        int start = text.Length;
        text.Append("  ").Append(row.ShortName == 0 ? "    " : $"-{(char)row.ShortName}, ").Append("--").Append(Encoding.UTF8.GetString(row.Name));
        if (!row.Value.IsEmpty)
        {
            text.Append(row.Kind == OptionKind.OptionalFile ? string.Empty : " ").Append(Encoding.UTF8.GetString(row.Value));
        }

        int column = text.Length - start;
        if (column >= HelpColumn)
        {
            text.Append('\n');
            column = 0;
        }

        foreach (string word in Encoding.UTF8.GetString(row.Help).Split(' '))
        {
            if (column + 1 + word.Length > Width)
            {
                text.Append('\n');
                column = 0;
            }

            if (column < HelpColumn)
            {
                text.Append(' ', HelpColumn - column);
                column = HelpColumn;
            }

            text.Append(column > HelpColumn ? " " : string.Empty).Append(word);
            column += word.Length + (column > HelpColumn ? 1 : 0);
        }

        text.Append('\n');
    }
}
