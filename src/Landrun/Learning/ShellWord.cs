using System.Text;
using Landrun.Interop;

namespace Landrun.Learning;

/// <summary>Words as a shell takes them.</summary>
internal static class ShellWord
{
    private const string Harmless = "_-./:=@%+,";

    /// <summary>A word, a byte a character, quoted where it has to be. What can't be shown is written as bash's <c>$'\xNN'</c>.</summary>
    public static string Quote(string word)
    {
        if (word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || Harmless.Contains(letter, StringComparison.Ordinal)))
        {
            return word;
        }

        byte[] bytes = Encoding.Latin1.GetBytes(word);
        StringBuilder text = new();
        bool shown = true;
        for (int index = 0; index < bytes.Length;)
        {
            int size = Utf8.PrintableLength(bytes.AsSpan(index));
            shown &= size > 0;
            if (size == 0)
            {
                text.Append("\\x").Append(bytes[index++].ToString("x2", System.Globalization.CultureInfo.InvariantCulture));
                continue;
            }

            string letter = Encoding.Latin1.GetString(bytes, index, size);
            text.Append(letter is "\\" or "'" ? "\\" + letter : letter);
            index += size;
        }

        return shown ? "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'" : "$'" + text + "'";
    }

    /// <summary>One element of a list of landrun's, whose elements have commas between.</summary>
    public static string Element(string element) => element.Replace(",", "\\,", StringComparison.Ordinal);
}
