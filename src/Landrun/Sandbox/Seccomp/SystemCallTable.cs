using Landrun.Landlock.Kernel;

namespace Landrun.Sandbox.Seccomp;

/// <summary>The system calls that the filter may close. The numbers are those of the kernel's <c>syscall_64.tbl</c>,
/// <c>syscall_32.tbl</c>, <c>asm-generic/unistd.h</c> and <c>arch/arm/tools/syscall.tbl</c>; a test compiles them against its headers.</summary>
internal static class SystemCallTable
{
    public const int Count = 40;

    private const int None = SystemCallRow.Absent;
    private const Closings Sockets = Closings.OtherProtocols | Closings.Tcp | Closings.Udp | Closings.Unix;

    public static SystemCallRow Row(int index) => index switch
    {
        // name, x86-64, i386, arm64, arm
        0 => new("socket"u8, 41, 359, 198, 281, Sockets, Errno.EAFNOSUPPORT, Check.Socket),
        1 => new("socketpair"u8, 53, 360, 199, 288, Closings.OtherProtocols | Closings.Unix, Errno.EAFNOSUPPORT, Check.SocketPair),
        // Its arguments are in memory, where a filter can't look: closed with what it could reach.
        2 => new("socketcall"u8, None, 102, None, None, Sockets | Closings.FastOpen | Closings.Listen, Errno.ENOSYS),
        3 => new("sendto"u8, 44, 369, 206, 290, Closings.FastOpen, Errno.EOPNOTSUPP, Check.FourthFlags),
        4 => new("sendmsg"u8, 46, 370, 211, 296, Closings.FastOpen, Errno.EOPNOTSUPP, Check.ThirdFlags),
        5 => new("sendmmsg"u8, 307, 345, 269, 374, Closings.FastOpen, Errno.EOPNOTSUPP, Check.FourthFlags),
        6 => new("listen"u8, 50, 363, 201, 284, Closings.Listen, Errno.EACCES),
        7 => new("io_uring_setup"u8, 425, 425, 425, 425, Closings.IoUring, Errno.ENOSYS),
        8 => new("ioctl"u8, 16, 54, 29, 54, Closings.Terminal | Closings.Metadata, Errno.EPERM, Check.Request),
        9 => new("add_key"u8, 248, 286, 217, 309, Closings.Keyrings, Errno.ENOSYS),
        10 => new("request_key"u8, 249, 287, 218, 310, Closings.Keyrings, Errno.ENOSYS),
        11 => new("keyctl"u8, 250, 288, 219, 311, Closings.Keyrings, Errno.ENOSYS),
        12 => new("prlimit64"u8, 302, 340, 261, 369, Closings.OtherLimits, Errno.EPERM, Check.OtherProcess),
        13 => new("chmod"u8, 90, 15, None, 15, Closings.Metadata, Errno.EPERM),
        14 => new("fchmod"u8, 91, 94, 52, 94, Closings.Metadata, Errno.EPERM),
        15 => new("fchmodat"u8, 268, 306, 53, 333, Closings.Metadata, Errno.EPERM),
        16 => new("fchmodat2"u8, 452, 452, 452, 452, Closings.Metadata, Errno.EPERM),
        17 => new("chown"u8, 92, 182, None, 182, Closings.Metadata, Errno.EPERM),
        18 => new("fchown"u8, 93, 95, 55, 95, Closings.Metadata, Errno.EPERM),
        19 => new("lchown"u8, 94, 16, None, 16, Closings.Metadata, Errno.EPERM),
        20 => new("chown32"u8, None, 212, None, 212, Closings.Metadata, Errno.EPERM),
        21 => new("fchown32"u8, None, 207, None, 207, Closings.Metadata, Errno.EPERM),
        22 => new("lchown32"u8, None, 198, None, 198, Closings.Metadata, Errno.EPERM),
        23 => new("fchownat"u8, 260, 298, 54, 325, Closings.Metadata, Errno.EPERM),
        24 => new("utime"u8, 132, 30, None, None, Closings.Metadata, Errno.EPERM),
        25 => new("utimes"u8, 235, 271, None, 269, Closings.Metadata, Errno.EPERM),
        26 => new("futimesat"u8, 261, 299, None, 326, Closings.Metadata, Errno.EPERM),
        27 => new("utimensat"u8, 280, 320, 88, 348, Closings.Metadata, Errno.EPERM),
        28 => new("utimensat_time64"u8, None, 412, None, 412, Closings.Metadata, Errno.EPERM),
        29 => new("setxattr"u8, 188, 226, 5, 226, Closings.Metadata, Errno.EPERM),
        30 => new("lsetxattr"u8, 189, 227, 6, 227, Closings.Metadata, Errno.EPERM),
        31 => new("fsetxattr"u8, 190, 228, 7, 228, Closings.Metadata, Errno.EPERM),
        32 => new("setxattrat"u8, 463, 463, 463, 463, Closings.Metadata, Errno.EPERM),
        33 => new("removexattr"u8, 197, 235, 14, 235, Closings.Metadata, Errno.EPERM),
        34 => new("lremovexattr"u8, 198, 236, 15, 236, Closings.Metadata, Errno.EPERM),
        35 => new("fremovexattr"u8, 199, 237, 16, 237, Closings.Metadata, Errno.EPERM),
        36 => new("removexattrat"u8, 466, 466, 466, 466, Closings.Metadata, Errno.EPERM),
        37 => new("file_setattr"u8, 469, 469, 469, 469, Closings.Metadata, Errno.EPERM),
        // io_uring's own calls do nothing without a ring, but one could be inherited or received.
        38 => new("io_uring_enter"u8, 426, 426, 426, 426, Closings.IoUring, Errno.ENOSYS),
        39 => new("io_uring_register"u8, 427, 427, 427, 427, Closings.IoUring, Errno.ENOSYS),
        _ => default,
    };
}
