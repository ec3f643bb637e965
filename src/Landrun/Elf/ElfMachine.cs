namespace Landrun.Elf;

/// <summary>e_machine: the processors that Linux runs on and people meet (<c>include/uapi/linux/elf-em.h</c>).</summary>
internal enum ElfMachine : ushort
{
    None = 0,
    I386 = 3,
    M68k = 4,
    Mips = 8,
    PaRisc = 15,
    PowerPc = 20,
    PowerPc64 = 21,
    S390 = 22,
    Arm = 40,
    Sparc64 = 43,
    X86_64 = 62,
    Arm64 = 183,
    RiscV = 243,
    Bpf = 247,
    LoongArch = 258,
}
