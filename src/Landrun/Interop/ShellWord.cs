using System.Text;

namespace Landrun.Interop;

/// <summary>A word as a shell reads it.</summary>
internal static class ShellWord
{
    /// <summary>Quoted where that is needed; with bytes that can't be shown, in the way that bash, zsh and POSIX 2024 know.</summary>
    public static string Quote(ReadOnlySpan<byte> word)
    {
        if (!word.IsEmpty && IsHarmless(word))
        {
            return Encoding.ASCII.GetString(word);
        }

        StringBuilder quoted = new();
        if (IsPrintable(word))
        {
            return quoted.Append('\'').Append(Encoding.UTF8.GetString(word).Replace("'", "'\\''", StringComparison.Ordinal)).Append('\'').ToString();
        }

        quoted.Append("$'");
        while (!word.IsEmpty)
        {
            int size = Utf8.PrintableLength(word);
            _ = size == 0 ? quoted.Append('\\').Append(Convert.ToString(word[0], 8).PadLeft(3, '0'))
                : word[0] is (byte)'\'' or (byte)'\\' ? quoted.Append('\\').Append((char)word[0])
                : quoted.Append(Encoding.UTF8.GetString(word[..size]));
            word = word[Math.Max(size, 1)..];
        }

        return quoted.Append('\'').ToString();
    }

    /// <summary>The same for a text that has a character for each byte.</summary>
    public static string QuoteBytes(string word) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(Quote(Encoding.Latin1.GetBytes(word))));

    private static bool IsHarmless(ReadOnlySpan<byte> word)
    {
        foreach (byte item in word)
        {
            if (!char.IsAsciiLetterOrDigit((char)item) && "_-+=./,:@%"u8.IndexOf(item) < 0)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsPrintable(ReadOnlySpan<byte> word)
    {
        while (!word.IsEmpty && Utf8.PrintableLength(word) is > 0 and int size)
        {
            word = word[size..];
        }

        return word.IsEmpty;
    }
}
