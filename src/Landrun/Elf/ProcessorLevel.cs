using System.Runtime.Intrinsics.X86;

namespace Landrun.Elf;

/// <summary>The levels of the x86-64 psABI that this processor reaches, by the names that glibc gives their directories.</summary>
internal static class ProcessorLevel
{
    public static string[] Names { get; } = Reached();

    private static string[] Reached()
    {
        // What .NET doesn't tell of a level (CMPXCHG16B, LAHF, F16C, OSXSAVE) came with the processors that have the rest.
        if (!Sse42.IsSupported || !Popcnt.IsSupported)
        {
            return [];
        }

        if (!Avx2.IsSupported || !Bmi1.IsSupported || !Bmi2.IsSupported || !Fma.IsSupported || !Lzcnt.IsSupported)
        {
            return ["x86-64-v2"];
        }

        return Avx512F.VL.IsSupported && Avx512BW.IsSupported && Avx512CD.IsSupported && Avx512DQ.IsSupported
            ? ["x86-64-v4", "x86-64-v3", "x86-64-v2"]
            : ["x86-64-v3", "x86-64-v2"];
    }
}
