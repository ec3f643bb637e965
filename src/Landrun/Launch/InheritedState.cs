using Landrun.Interop;

namespace Landrun.Launch;

/// <summary>Which signals are ignored: execve(2) passes that on, and the .NET runtime changes it (it ignores SIGPIPE, and a handler of
/// its own on an ignored signal would become the default). The command must get it as landrun got it.</summary>
internal static class InheritedState
{
    private const int LastSignal = 64;

    /// <summary>A bit for each ignored signal.</summary>
    private static ulong ignored;

    /// <summary>To be called before the runtime starts.</summary>
    public static void Save()
    {
        for (int signal = 1; signal <= LastSignal; signal++)
        {
            ignored |= Libc.IsIgnored(signal) ? Bit(signal) : 0;
        }
    }

    /// <summary>To be called before execve(2), where the runtime was started.</summary>
    public static void Restore()
    {
        for (int signal = 1; signal <= LastSignal; signal++)
        {
            bool wasIgnored = (ignored & Bit(signal)) != 0;
            if (wasIgnored != Libc.IsIgnored(signal))
            {
                Libc.SetIgnored(signal, wasIgnored);
            }
        }
    }

    private static ulong Bit(int signal) => 1UL << (signal - 1);
}
