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

    /// <summary>What glibc wants of an Intel processor to call it haswell (<c>sysdeps/x86/cpu-features.c</c>).</summary>
    private static readonly string[] Haswell = ["avx2", "bmi1", "bmi2", "abm", "movbe", "popcnt", "fma"];

    private static string[]? names;

    /// <summary>The best first.</summary>
    public static string[] Names => names ??= Reached(Features(out _));

    /// <summary>glibc's name for the processor, which <c>$PLATFORM</c> stands for.</summary>
    public static string Platform
    {
        get
        {
            HashSet<string> features = Features(out bool isIntel);
            return !isIntel ? "x86_64"
                : features.Contains("avx512er") && features.Contains("avx512pf") ? "xeon_phi"
                : Haswell.All(features.Contains) ? "haswell"
                : "x86_64";
        }
    }

    public static string[] Reached(HashSet<string> features) =>
        [.. Levels.TakeWhile(level => level.Features.All(features.Contains)).Select(level => level.Name).Reverse()];

    private static HashSet<string> Features(out bool isIntel)
    {
        // The first processor's line stands within the first two thousand bytes.
        byte[] text = new byte[8192];
        using OpenFile? file = OpenFile.TryOpen("/proc/cpuinfo", out Errno _);
        int size = file?.Read(text, 0) ?? 0;
        string[] lines = Encoding.Latin1.GetString(text, 0, size).Split('\n');
        isIntel = lines.Any(line => line.StartsWith("vendor_id", StringComparison.Ordinal) && line.EndsWith("GenuineIntel", StringComparison.Ordinal));
        string? flags = lines.FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal));
        return flags is null ? [] : [.. flags[(flags.IndexOf(':', StringComparison.Ordinal) + 1)..].Split(' ')];
    }
}
