using Landrun.Interop;

namespace Landrun.Elf;

/// <summary>What there is to know of processors.</summary>
internal static class ElfMachines
{
    /// <summary>The one that landrun was built for.</summary>
    public static ElfMachine Own => Machine.IsArm ? ElfMachine.Arm64 : ElfMachine.X86_64;

    public static ReadOnlySpan<byte> Name(ElfMachine machine) => machine switch
    {
        ElfMachine.I386 => "i386"u8,
        ElfMachine.M68k => "m68k"u8,
        ElfMachine.Mips => "mips"u8,
        ElfMachine.PaRisc => "hppa"u8,
        ElfMachine.PowerPc => "powerpc"u8,
        ElfMachine.PowerPc64 => "powerpc64"u8,
        ElfMachine.S390 => "s390x"u8,
        ElfMachine.Arm => "arm"u8,
        ElfMachine.Sparc64 => "sparc64"u8,
        ElfMachine.X86_64 => "x86-64"u8,
        ElfMachine.Arm64 => "arm64"u8,
        ElfMachine.RiscV => "riscv"u8,
        ElfMachine.Bpf => "bpf"u8,
        ElfMachine.LoongArch => "loongarch"u8,
        _ => default,
    };

    /// <summary>The flags of a library in ld.so.cache that the loader of this class and machine takes besides plain ELF ones
    /// (<c>sysdeps/generic/ldconfig.h</c> in glibc); two, where a machine has two ways to pass floating point numbers.</summary>
    public static (int First, int Second) CacheFlags(ElfMachine machine, bool wide) => (machine, wide) switch
    {
        (ElfMachine.X86_64, true) => (0x0303, 0x0303),
        (ElfMachine.X86_64, false) => (0x0803, 0x0803),
        (ElfMachine.S390, true) => (0x0403, 0x0403),
        (ElfMachine.PowerPc64, true) => (0x0503, 0x0503),
        (ElfMachine.Arm, false) => (0x0903, 0x0b03),
        (ElfMachine.Arm64, true) => (0x0a03, 0x0a03),
        (ElfMachine.RiscV, true) => (0x1003, 0x0f03),
        (ElfMachine.LoongArch, true) => (0x1203, 0x1103),
        _ => (0x0003, 0x0003),
    };

    /// <summary>What <c>$PLATFORM</c> stands for: the kernel's name (AT_PLATFORM), or glibc's own; null where it isn't known.</summary>
    public static string? Platform(in ElfHeader header) => header.Machine switch
    {
        ElfMachine.X86_64 => ProcessorLevel.Platform,
        ElfMachine.I386 => "i686",
        ElfMachine.Arm64 => header.IsBigEndian ? "aarch64_be" : "aarch64",
        _ => null,
    };

    /// <summary>The directories beneath <c>glibc-hwcaps</c> that this processor's loader searches, best first.</summary>
    public static string[] HardwareCapabilities(in ElfHeader header) =>
        header.Machine == ElfMachine.X86_64 && header.IsWide ? ProcessorLevel.Names : [];
}
