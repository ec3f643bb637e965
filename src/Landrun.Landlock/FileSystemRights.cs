namespace Landrun.Landlock;

/// <summary>
/// What a sandboxed thread may do with files: the bits of <c>handled_access_fs</c> and of a path rule's <c>allowed_access</c>.
/// </summary>
/// <remarks>The values are the kernel's own, <c>LANDLOCK_ACCESS_FS_*</c> of <c>include/uapi/linux/landlock.h</c>; landlock(7)
/// describes them. <see cref="LandlockSupport.FileSystemRights"/> says which of them this kernel knows.</remarks>
[Flags]
public enum FileSystemRights : ulong
{
    /// <summary>No right.</summary>
    None = 0,

    /// <summary>Execute a file: checked when it is opened for execution, for its <c>#!</c> and its ELF interpreter as well.
    /// The kernel asks for <see cref="ReadFile"/> at the same time. Shared libraries don't need it.</summary>
    Execute = 1UL << 0,

    /// <summary>Open a file with write access. Give it together with <see cref="Truncate"/>.</summary>
    WriteFile = 1UL << 1,

    /// <summary>Open a file with read access.</summary>
    ReadFile = 1UL << 2,

    /// <summary>Open a directory or list its content.</summary>
    ReadDirectory = 1UL << 3,

    /// <summary>Remove an empty directory or rename one.</summary>
    RemoveDirectory = 1UL << 4,

    /// <summary>Unlink or rename a file.</summary>
    RemoveFile = 1UL << 5,

    /// <summary>Create, rename or link a character device.</summary>
    MakeCharacterDevice = 1UL << 6,

    /// <summary>Create or rename a directory.</summary>
    MakeDirectory = 1UL << 7,

    /// <summary>Create, rename or link a regular file.</summary>
    MakeRegular = 1UL << 8,

    /// <summary>Create, rename or link a unix socket.</summary>
    MakeSocket = 1UL << 9,

    /// <summary>Create, rename or link a named pipe.</summary>
    MakeFifo = 1UL << 10,

    /// <summary>Create, rename or link a block device.</summary>
    MakeBlockDevice = 1UL << 11,

    /// <summary>Create, rename or link a symbolic link.</summary>
    MakeSymbolicLink = 1UL << 12,

    /// <summary>Link or rename a file from or to another directory (ABI 2). Denied by every ruleset that handles any file system
    /// right and does not grant this one, even where it isn't handled.</summary>
    Refer = 1UL << 13,

    /// <summary>Truncate a file: truncate(2), ftruncate(2), creat(2), or open(2) with O_TRUNC (ABI 3).</summary>
    Truncate = 1UL << 14,

    /// <summary>Use ioctl(2) on a character or block device (ABI 5).</summary>
    DeviceIoctl = 1UL << 15,

    /// <summary>Connect or send to a pathname unix socket that was made outside the domain (ABI 9).</summary>
    ResolveUnix = 1UL << 16,
}
