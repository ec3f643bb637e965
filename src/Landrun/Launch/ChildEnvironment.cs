using Landrun.CommandLine;
using Landrun.Interop;

namespace Landrun.Launch;

/// <summary>The command's environment: the usual harmless variables, and what the command line adds.</summary>
internal static unsafe class ChildEnvironment
{
    private const int UsualCount = 11;

    public static byte** From(in LaunchRequest request)
    {
        NativeList<nint> entries = default;
        for (byte** entry = request.Inherited; *entry != null; entry++)
        {
            ReadOnlySpan<byte> name = NameOf(CString.Span(*entry));
            if (Passes(name, request) && !IsSet(name, request, 0))
            {
                entries.Add((nint)(*entry));
            }
        }

        for (int index = 0; index < request.Variables.Count; index++)
        {
            byte* variable = (byte*)request.Variables[index];
            ReadOnlySpan<byte> text = CString.Span(variable);
            ReadOnlySpan<byte> name = NameOf(text);
            // The last of several values for one name counts.
            if (name.Length < text.Length && !IsSet(name, request, index + 1))
            {
                entries.Add((nint)variable);
            }
        }

        entries.Add(0);
        return (byte**)entries.Items;
    }

    private static ReadOnlySpan<byte> Usual(int index) => index switch
    {
        0 => "PATH"u8,
        1 => "HOME"u8,
        2 => "USER"u8,
        3 => "LOGNAME"u8,
        4 => "SHELL"u8,
        5 => "TERM"u8,
        6 => "COLORTERM"u8,
        7 => "LANG"u8,
        8 => "LANGUAGE"u8,
        9 => "LC_*"u8,
        10 => "TZ"u8,
        _ => default,
    };

    private static bool Passes(ReadOnlySpan<byte> name, in LaunchRequest request)
    {
        if (request.Environment == EnvironmentMode.All)
        {
            return true;
        }

        for (int index = 0; index < UsualCount && request.Environment == EnvironmentMode.Usual; index++)
        {
            if (Matches(name, Usual(index)))
            {
                return true;
            }
        }

        for (int index = 0; index < request.Variables.Count; index++)
        {
            if (Matches(name, CString.Span((byte*)request.Variables[index])))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the command line sets that variable, from one of its <c>--env</c> on.</summary>
    private static bool IsSet(ReadOnlySpan<byte> name, in LaunchRequest request, int from)
    {
        for (int index = from; index < request.Variables.Count; index++)
        {
            ReadOnlySpan<byte> text = CString.Span((byte*)request.Variables[index]);
            if (text.Length > name.Length && text[name.Length] == (byte)'=' && text.StartsWith(name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A pattern is a name, or the beginning of names with a star behind it.</summary>
    private static bool Matches(ReadOnlySpan<byte> name, ReadOnlySpan<byte> pattern)
    {
        // Most differ in their first letter; there are many variables, and a launch waits for each.
        if (name.Length > 0 && pattern.Length > 1 && name[0] != pattern[0])
        {
            return false;
        }

        return pattern.EndsWith("*"u8) ? name.StartsWith(pattern[..^1]) : name.SequenceEqual(pattern);
    }

    private static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> entry)
    {
        int equals = entry.IndexOf((byte)'=');
        return equals < 0 ? entry : entry[..equals];
    }
}
