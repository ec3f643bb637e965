using System.Text;

namespace Landrun.Pages;

/// <summary>The language of manual pages, groff_man(7).</summary>
internal static class Roff
{
    private const int Width = 79;

    /// <summary>Text that means itself, not at the start of a line.</summary>
    public static string Text(string text) => text
        .Replace("\\", "\\e", StringComparison.Ordinal)
        .Replace("-", "\\-", StringComparison.Ordinal)
        .Replace("'", "\\(aq", StringComparison.Ordinal)
        .Replace("~", "\\(ti", StringComparison.Ordinal)
        .Replace("^", "\\(ha", StringComparison.Ordinal);

    /// <summary>A sentence on lines of its own, none longer than its readers like.</summary>
    public static string Line(string text)
    {
        StringBuilder lines = new();
        int column = 0;
        foreach (string word in Text(text).Split(' '))
        {
            bool fits = column > 0 && column + 1 + word.Length <= Width;
            // A point or an apostrophe begins a line of commands.
            string safe = !fits && word[0] is '.' or '\'' ? "\\&" + word : word;
            lines.Append(fits ? " " : column > 0 ? "\n" : string.Empty).Append(safe);
            column = fits ? column + 1 + safe.Length : safe.Length;
        }

        return lines.Append('\n').ToString();
    }

    /// <summary>A paragraph behind a tag, which is roff itself.</summary>
    public static string Tagged(string tag, string text) => ".TP\n" + tag + "\n" + Line(text);

    public static string Bold(string text) => "\\fB" + Text(text) + "\\fR";

    public static string Italic(string text) => "\\fI" + Text(text) + "\\fR";
}
