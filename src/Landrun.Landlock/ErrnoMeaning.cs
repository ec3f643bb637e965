using Landrun.Landlock.Kernel;

namespace Landrun.Landlock;

/// <summary>What an errno says about an operation: landlock(7), the kernel's <c>security/landlock/syscalls.c</c>.</summary>
internal static class ErrnoMeaning
{
    public static string Of(Operation operation, Errno errno) => (operation, errno) switch
    {
        (_, Errno.ENOSYS) => "the kernel was built without Landlock, or is older than Linux 5.13",
        (_, Errno.EOPNOTSUPP) => "Landlock is built into the kernel and was disabled at boot: lsm= doesn't name it",
        (Operation.CreateRuleset, Errno.E2BIG) => "the kernel doesn't know a field of the ruleset",
        (Operation.RestrictSelf, Errno.E2BIG) => "the thread is in 16 nested domains, more the kernel doesn't allow",
        (Operation.CreateRuleset, Errno.EINVAL) => "the kernel doesn't know a right of the ruleset",
        (Operation.AddPathRule, Errno.EINVAL) => "the rule allows a right that the ruleset doesn't handle, or a directory's right on a file",
        (Operation.AddPortRule, Errno.EINVAL) => "the rule allows a right that the ruleset doesn't handle",
        (_, Errno.EINVAL) => "the kernel doesn't know an option",
        (Operation.CreateRuleset, Errno.ENOMSG) => "the ruleset handles nothing",
        (_, Errno.ENOMSG) => "the rule allows nothing",
        (Operation.RestrictSelf, Errno.EPERM) => "neither no_new_privs nor CAP_SYS_ADMIN permits the thread to restrict itself",
        (_, Errno.EPERM) => "not permitted here, by a seccomp filter for instance",
        (_, Errno.EAFNOSUPPORT) => "the kernel was built without TCP/IP",
        (_, Errno.EBADFD) => "the descriptor is no ruleset, or the rule's path is on a file system of the kernel's own",
        (_, Errno.EBADF) => "the ruleset is closed",
        (_, Errno.ENOENT) => "it doesn't exist",
        (_, Errno.EACCES) => "a directory of the path may not be searched",
        (_, Errno.ENOTDIR) => "a part of the path is no directory",
        (_, Errno.ELOOP) => "too many symbolic links",
        (_, Errno.ENAMETOOLONG) => "the name is too long",
        (_, Errno.EMFILE) => "the process has as many descriptors open as it may",
        (_, Errno.ENFILE) => "the system has as many files open as it may",
        (_, Errno.ENOMEM) => "the kernel has no memory for it",
        _ => "unexpected",
    };

    /// <summary>The name that errno(3) lists; the number where this library has no name for it.</summary>
    public static string Name(int errno) => ((Errno)errno).ToString();
}
