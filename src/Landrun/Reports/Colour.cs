using Landrun.CommandLine;
using Landrun.Interop;

namespace Landrun.Reports;

/// <summary>Whether a report may be coloured: on a terminal that knows it, and where NO_COLOR (no-color.org) is empty or not set.</summary>
internal static unsafe class Colour
{
    public static bool IsWanted(in LaunchRequest request)
    {
        byte* never = EnvironmentBlock.Get(request.Inherited, "NO_COLOR"u8);
        ReadOnlySpan<byte> terminal = CString.Span(EnvironmentBlock.Get(request.Inherited, "TERM"u8));
        return (never == null || *never == 0) && !terminal.IsEmpty && !terminal.SequenceEqual("dumb"u8) && Libc.IsTerminal(1);
    }
}
