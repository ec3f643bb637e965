namespace Landrun.Interop;

/// <summary>What of a text may be shown on a terminal.</summary>
internal static class Utf8
{
    /// <summary>How many bytes the first character has; 0 where it is a control character or not UTF-8 (RFC 3629).</summary>
    public static int PrintableLength(ReadOnlySpan<byte> text)
    {
        byte first = text[0];
        if (first < 0x80)
        {
            return first is < 0x20 or 0x7f ? 0 : 1;
        }

        int length = first switch { >= 0xc2 and < 0xe0 => 2, >= 0xe0 and < 0xf0 => 3, >= 0xf0 and < 0xf5 => 4, _ => 0 };
        if (length == 0 || text.Length < length)
        {
            return 0;
        }

        int character = first & (0x7f >> length);
        for (int index = 1; index < length; index++)
        {
            if ((text[index] & 0xc0) != 0x80)
            {
                return 0;
            }

            character = (character << 6) | (text[index] & 0x3f);
        }

        bool overlong = (length == 3 && character < 0x800) || (length == 4 && character < 0x10000);
        bool surrogate = character is >= 0xd800 and < 0xe000;
        // C1 controls, and the characters that turn the direction of writing or hide text.
        bool control = character is < 0xa0 or (>= 0x200b and <= 0x200f) or (>= 0x2028 and <= 0x202e) or (>= 0x2066 and <= 0x2069)
            or 0xfeff;
        return overlong || surrogate || control || character > 0x10ffff ? 0 : length;
    }
}
