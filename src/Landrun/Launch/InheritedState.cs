using System.Runtime.CompilerServices;
using Landrun.Interop;

namespace Landrun.Launch;

/// <summary>Which descriptors are open and which signals are ignored: execve(2) passes that on, and the .NET runtime changes it (it
/// opens some, ignores SIGPIPE, and a handler of its own on an ignored signal would become the default). The command must get it as
/// landrun got it.</summary>
internal static class InheritedState
{
    private const int LastSignal = 64;

    /// <summary>The runtime opens the lowest that are free, never one behind these.</summary>
    private const int DescriptorWords = 8;

    /// <summary>A bit for each ignored signal.</summary>
    private static ulong ignored;

    /// <summary>A bit for each open descriptor.</summary>
    private static DescriptorSet open;

    private static bool isSaved;

    /// <summary>To be called before the runtime starts.</summary>
    public static void Save()
    {
        isSaved = true;
        Libc.FindOpen(open);
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

    /// <summary>Whether a descriptor may be the caller's: it was open before the runtime started, if it did.</summary>
    public static bool WasOpen(int descriptor) =>
        !isSaved || descriptor >= DescriptorWords * 64 || (open[descriptor / 64] & (1UL << (descriptor % 64))) != 0;

    private static ulong Bit(int signal) => 1UL << (signal - 1);

    [InlineArray(DescriptorWords)]
    private struct DescriptorSet
    {
        private ulong first;
    }
}
