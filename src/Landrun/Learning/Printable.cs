using System.Text;
using Landrun.Interop;

namespace Landrun.Learning;

/// <summary>Text, a byte a character, with what could break the line or steer a terminal shown as <c>\xNN</c>.</summary>
internal static class Printable
{
    public static string Text(string text)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        StringBuilder shown = new();
        for (int index = 0; index < bytes.Length;)
        {
            int size = Utf8.PrintableLength(bytes.AsSpan(index));
            if (size == 0)
            {
                shown.Append("\\x").Append(bytes[index].ToString("x2", System.Globalization.CultureInfo.InvariantCulture));
            }

            shown.Append(Encoding.Latin1.GetString(bytes, index, size));
            index += Math.Max(size, 1);
        }

        return shown.ToString();
    }
}
