using System.Runtime.InteropServices;

namespace Landrun.Interop;

/// <summary><c>struct seccomp_notif</c> of <c>include/uapi/linux/seccomp.h</c>: a system call that waits for a listener's word.</summary>
[StructLayout(LayoutKind.Explicit, Size = 80)]
internal struct CallNotice
{
    [FieldOffset(0)]
    public ulong Id;

    /// <summary>The thread.</summary>
    [FieldOffset(8)]
    public int Task;

    [FieldOffset(16)]
    public int Number;

    [FieldOffset(32)]
    public CallArguments Arguments;
}
