namespace Landrun.Interop;

/// <summary>Bytes that end with a NUL, as the kernel gives and takes them.</summary>
internal static unsafe class CString
{
    /// <summary>The bytes without the NUL; empty for a null pointer.</summary>
    /// <remarks>The C library's strlen: it has run already when the program starts, while the runtime's own lies on pages that nothing
    /// else here touches.</remarks>
    public static ReadOnlySpan<byte> Span(byte* text) => text == null ? default : new(text, checked((int)Libc.Length(text)));

    /// <summary>A string of the runtime's, for its rooms only; what is not UTF-8 becomes U+FFFD.</summary>
    public static string Text(byte* text) => System.Text.Encoding.UTF8.GetString(Span(text));

    /// <summary>A copy that ends with a NUL.</summary>
    public static byte* Copy(ReadOnlySpan<byte> text) => Concat(text, default);

    /// <summary>Both, one after the other, and a NUL.</summary>
    public static byte* Concat(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        int length = first.Length + second.Length;
        byte* copy = (byte*)Libc.Allocate(null, (nuint)length + 1);
        Span<byte> target = new(copy, length + 1);
        first.CopyTo(target);
        second.CopyTo(target[first.Length..]);
        target[length] = 0;
        return copy;
    }

    /// <summary>A decimal number without sign that fills the whole text; −1 where it is none or larger than an int.</summary>
    public static int ParseNumber(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text.Length > 9)
        {
            return -1;
        }

        int number = 0;
        foreach (byte digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return -1;
            }

            number = (number * 10) + (digit - '0');
        }

        return number;
    }
}
