using Landrun.Landlock.Kernel;
using Landrun.Sandbox.Seccomp;

namespace Landrun.Tests;

/// <summary>What must come out of the filter, written down a second time and by the names of the system calls.</summary>
internal static class FilterReference
{
    private static readonly string[] MetadataCalls =
    [
        "chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "fchown", "lchown", "chown32", "fchown32", "lchown32", "fchownat", "utime",
        "utimes", "futimesat", "utimensat", "utimensat_time64", "setxattr", "lsetxattr", "fsetxattr", "setxattrat", "removexattr",
        "lremovexattr", "fremovexattr", "removexattrat", "file_setattr",
    ];

    public static Errno Verdict(Closings closings, string name, ulong[] arguments)
    {
        bool Has(Closings any) => (closings & any) != 0;
        uint first = (uint)arguments[0], second = (uint)arguments[1], third = (uint)arguments[2], fourth = (uint)arguments[3];
        Closings sockets = Closings.OtherProtocols | Closings.Tcp | Closings.Udp | Closings.Unix;
        return name switch
        {
            "socket" when Has(sockets) => Socket(closings, first, second & 15, third),
            "socketpair" when first == 1 => Has(Closings.Unix) && (second & 15) is not (1 or 5) ? Errno.EACCES : Errno.None,
            "socketpair" when Has(Closings.OtherProtocols) => Errno.EAFNOSUPPORT,
            "socketcall" when Has(sockets | Closings.FastOpen | Closings.Listen) => Errno.ENOSYS,
            "sendto" or "sendmmsg" when Has(Closings.FastOpen) && (fourth & 0x20000000) != 0 => Errno.EOPNOTSUPP,
            "sendmsg" when Has(Closings.FastOpen) && (third & 0x20000000) != 0 => Errno.EOPNOTSUPP,
            "listen" when Has(Closings.Listen) => Errno.EACCES,
            "io_uring_setup" or "io_uring_enter" or "io_uring_register" when Has(Closings.IoUring) => Errno.ENOSYS,
            "ioctl" when Has(Closings.Terminal) && second is 0x5412 or 0x541c => Errno.EPERM,
            "ioctl" when Has(Closings.Metadata) && second is 0x40086602 or 0x40046602 or 0x401c5820 => Errno.EPERM,
            "add_key" or "request_key" or "keyctl" when Has(Closings.Keyrings) => Errno.ENOSYS,
            "prlimit64" when Has(Closings.OtherLimits) && first != 0 && arguments[2] != 0 => Errno.EPERM,
            _ when Has(Closings.Metadata) && MetadataCalls.Contains(name) => Errno.EPERM,
            _ => Errno.None,
        };
    }

    private static Errno Socket(Closings closings, uint family, uint type, uint protocol)
    {
        bool Has(Closings any) => (closings & any) != 0;
        return (family, type, protocol) switch
        {
            (1, _, _) => Has(Closings.Unix) ? Errno.EACCES : Errno.None,
            _ when !Has(Closings.OtherProtocols) => Errno.None,
            (16, _, 0) => Errno.None,
            (16, _, _) => Errno.EPROTONOSUPPORT,
            (2 or 10, 1, 0 or 6) => Has(Closings.Tcp) ? Errno.EACCES : Errno.None,
            (2 or 10, 2, 0 or 17) => Has(Closings.Udp) ? Errno.EACCES : Errno.None,
            (2 or 10, 3, _) => Errno.EPERM,
            (2 or 10, _, _) => Errno.EPROTONOSUPPORT,
            _ => Errno.EAFNOSUPPORT,
        };
    }
}
