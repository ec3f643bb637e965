using System.Runtime.InteropServices;

namespace Landrun.Interop;

/// <summary><c>struct ptrace_syscall_info</c> of <c>include/uapi/linux/ptrace.h</c>, as far as it is read.</summary>
[StructLayout(LayoutKind.Explicit, Size = 88)]
internal struct CallStop
{
    public const byte Exit = 2;
    public const byte Seccomp = 3;

    [FieldOffset(0)]
    public byte Operation;

    /// <summary>At an exit, the result.</summary>
    [FieldOffset(24)]
    public long Result;

    [FieldOffset(32)]
    public CallArguments Arguments;

    /// <summary>At a seccomp stop, what the filter says.</summary>
    [FieldOffset(80)]
    public uint FilterData;
}
