using System.Text;
using Landrun.Interop;
using Landrun.Landlock.Kernel;

namespace Landrun.Elf;

/// <summary>The levels of the x86-64 psABI that this processor reaches, by the names that glibc gives their directories.</summary>
/// <remarks>From the kernel, as it leaves out what it doesn't enable; the compiler settles .NET's own answer when landrun is built.</remarks>
internal static class ProcessorLevel
{
    /// <summary>What each level adds, by the kernel's names (<c>arch/x86/include/asm/cpufeatures.h</c>).</summary>
    private static readonly (string Name, string[] Features)[] Levels =
    [
        ("x86-64-v2", ["cx16", "lahf_lm", "popcnt", "pni", "ssse3", "sse4_1", "sse4_2"]),
        ("x86-64-v3", ["avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "abm", "movbe", "xsave"]),
        ("x86-64-v4", ["avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"]),
    ];

    private static string[]? names;

    /// <summary>The best first.</summary>
    public static string[] Names => names ??= Reached(Features());

    public static string[] Reached(HashSet<string> features) =>
        [.. Levels.TakeWhile(level => level.Features.All(features.Contains)).Select(level => level.Name).Reverse()];

    private static HashSet<string> Features()
    {
        // The first processor's line stands within the first two thousand bytes.
        byte[] text = new byte[8192];
        using OpenFile? file = OpenFile.TryOpen("/proc/cpuinfo", out Errno _);
        int size = file?.Read(text, 0) ?? 0;
        string? flags = Encoding.Latin1.GetString(text, 0, size).Split('\n').FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal));
        return flags is null ? [] : [.. flags[(flags.IndexOf(':', StringComparison.Ordinal) + 1)..].Split(' ')];
    }
}
