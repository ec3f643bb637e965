using System.Runtime.InteropServices;

namespace Landrun.Sandbox.Seccomp;

/// <summary><c>struct sock_filter</c> of <c>include/uapi/linux/filter.h</c>: one instruction of classic BPF.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BpfInstruction
{
    /// <summary>BPF_LD | BPF_W | BPF_ABS: load 32 bits of <c>struct seccomp_data</c>.</summary>
    public const ushort Load = 0x20;

    /// <summary>BPF_ALU | BPF_AND | BPF_K.</summary>
    public const ushort And = 0x54;

    /// <summary>BPF_JMP | BPF_JEQ | BPF_K.</summary>
    public const ushort JumpIfEqual = 0x15;

    /// <summary>BPF_JMP | BPF_JGE | BPF_K.</summary>
    public const ushort JumpIfGreaterOrEqual = 0x35;

    /// <summary>BPF_JMP | BPF_JSET | BPF_K: any of these bits.</summary>
    public const ushort JumpIfSet = 0x45;

    /// <summary>BPF_RET | BPF_K.</summary>
    public const ushort Return = 0x06;

    public ushort Code;

    /// <summary>How many instructions to skip where the test holds.</summary>
    public byte IfTrue;

    /// <summary>How many instructions to skip where it doesn't.</summary>
    public byte IfFalse;

    public uint Operand;
}
