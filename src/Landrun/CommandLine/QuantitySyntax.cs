using Landrun.Limits;

namespace Landrun.CommandLine;

/// <summary>Numbers with a unit behind them, as they are typed.</summary>
internal static class QuantitySyntax
{
    /// <summary>As many digits always fit.</summary>
    private const int MostDigits = 18;

    /// <summary>Reads <c>512M</c>, <c>10s</c> or <c>64</c>.</summary>
    public static bool Parse(ReadOnlySpan<byte> text, LimitUnit unit, out ulong value)
    {
        bool parsed = Split(text, out value, out ReadOnlySpan<byte> suffix);
        ulong factor = suffix.IsEmpty ? 1 : unit switch
        {
            LimitUnit.Bytes => Letter(suffix) switch
            {
                (byte)'K' => 1UL << 10,
                (byte)'M' => 1UL << 20,
                (byte)'G' => 1UL << 30,
                (byte)'T' => 1UL << 40,
                _ => 0,
            },
            LimitUnit.Seconds => Seconds(suffix),
            _ => 0,
        };
        parsed &= factor != 0 && value <= long.MaxValue / factor;
        value *= parsed ? factor : 0;
        return parsed;
    }

    /// <summary>Reads <c>30s</c>, <c>500ms</c>, <c>5m</c>; without a unit it is seconds. The shortest is a millisecond.</summary>
    public static bool ParseDuration(ReadOnlySpan<byte> text, out long milliseconds)
    {
        bool parsed = Split(text, out ulong value, out ReadOnlySpan<byte> suffix);
        ulong factor = suffix.SequenceEqual("ms"u8) ? 1 : 1000 * (suffix.IsEmpty ? 1 : Seconds(suffix));

        // A century is as good as for ever, and leaves room to reckon.
        const ulong longest = 100UL * 366 * 86400 * 1000;
        parsed &= factor != 0 && value != 0 && value <= longest / factor;
        milliseconds = parsed ? (long)(value * factor) : 0;
        return parsed;
    }

    private static bool Split(ReadOnlySpan<byte> text, out ulong value, out ReadOnlySpan<byte> suffix)
    {
        int digits = 0;
        value = 0;
        while (digits < text.Length && digits <= MostDigits && text[digits] is >= (byte)'0' and <= (byte)'9')
        {
            value = unchecked((value * 10) + (ulong)(text[digits] - '0'));
            digits++;
        }

        suffix = text[digits..];
        return digits is > 0 and <= MostDigits;
    }

    private static ulong Seconds(ReadOnlySpan<byte> suffix) => Letter(suffix) switch
    {
        (byte)'s' => 1,
        (byte)'m' => 60,
        (byte)'h' => 3600,
        (byte)'d' => 86400,
        _ => 0,
    };

    private static byte Letter(ReadOnlySpan<byte> suffix) => suffix.Length == 1 ? suffix[0] : (byte)0;
}
