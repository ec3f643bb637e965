using Landrun.Landlock.Kernel;

namespace Landrun.Interop;

/// <summary>What an error number says to a person. The one place that knows it.</summary>
internal static class ErrnoTable
{
    public static ReadOnlySpan<byte> Text(Errno errno) => errno switch
    {
        Errno.EPERM => "not permitted"u8,
        Errno.ENOENT => "no such file or directory"u8,
        Errno.EIO => "input/output error"u8,
        Errno.E2BIG => "too big"u8,
        Errno.ENOEXEC => "not in a format that this machine executes"u8,
        Errno.EAGAIN => "a limit is reached"u8,
        Errno.ENOMEM => "out of memory"u8,
        Errno.EACCES => "permission denied"u8,
        Errno.ENODEV => "no such device"u8,
        Errno.ENOTDIR => "a part of the path is not a directory"u8,
        Errno.EISDIR => "is a directory"u8,
        Errno.EINVAL => "invalid argument"u8,
        Errno.ENFILE => "too many open files on this system"u8,
        Errno.EMFILE => "too many open files"u8,
        Errno.ETXTBSY => "the file is being written"u8,
        Errno.ENAMETOOLONG => "the name is too long"u8,
        Errno.ENOSYS => "this kernel does not have the system call"u8,
        Errno.ELOOP => "too many symbolic links"u8,
        Errno.ELIBBAD => "its interpreter is damaged"u8,
        Errno.EOPNOTSUPP => "not supported"u8,
        _ => "unexpected error"u8,
    };
}
