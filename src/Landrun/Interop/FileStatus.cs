using System.Runtime.InteropServices;
using Landrun.Landlock;

namespace Landrun.Interop;

/// <summary><c>struct statx</c> of <c>include/uapi/linux/stat.h</c>, the same on every architecture; the fields that are read.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct FileStatus
{
    private const ushort S_IFMT = 0xf000;
    private const ushort S_IFCHR = 0x2000;
    private const ushort S_IFIFO = 0x1000;
    private const ushort S_IFDIR = 0x4000;
    private const ushort S_IFBLK = 0x6000;
    private const ushort S_IFLNK = 0xa000;
    private const ushort S_IFSOCK = 0xc000;
    private const ushort S_IFREG = 0x8000;
    private const ushort S_ISVTX = 0x200;
    private const ushort S_IWGRP = 0x10;
    private const ushort S_IWOTH = 0x2;

    [FieldOffset(16)]
    public uint Names;

    [FieldOffset(20)]
    public uint Owner;

    [FieldOffset(28)]
    public ushort Mode;

    [FieldOffset(32)]
    public ulong Inode;

    [FieldOffset(40)]
    public ulong Size;

    [FieldOffset(128)]
    public uint RawDeviceMajor;

    [FieldOffset(132)]
    public uint RawDeviceMinor;

    [FieldOffset(136)]
    public uint DeviceMajor;

    [FieldOffset(140)]
    public uint DeviceMinor;

    /// <summary>The number of the mount that it was reached by, from Linux 5.8 on.</summary>
    [FieldOffset(144)]
    public ulong MountId;

    /// <summary>Whether the mode lets anybody execute the file.</summary>
    public readonly bool IsExecutable => (Mode & 0x49) != 0;

    public readonly bool IsDirectory => (Mode & S_IFMT) == S_IFDIR;

    public readonly bool IsRegular => (Mode & S_IFMT) == S_IFREG;

    public readonly bool IsSymbolicLink => (Mode & S_IFMT) == S_IFLNK;

    /// <summary>Whether its group or everyone may write; an access list for others shows as the group's bits (acl(5)).</summary>
    public readonly bool OthersMayWrite => (Mode & (S_IWGRP | S_IWOTH)) != 0;

    /// <summary>In a sticky directory each may remove and rename only what is theirs.</summary>
    public readonly bool IsSticky => (Mode & S_ISVTX) != 0;
    public readonly bool IsDevice => (Mode & S_IFMT) is S_IFCHR or S_IFBLK;

    /// <summary>The right that making such a file takes.</summary>
    public readonly FileSystemRights Making => MakingOf(Mode);

    /// <summary>The right that making a file of a mode takes; none in the mode means a regular file.</summary>
    public static FileSystemRights MakingOf(int mode) => (mode & S_IFMT) switch
    {
        S_IFDIR => FileSystemRights.MakeDirectory,
        S_IFCHR => FileSystemRights.MakeCharacterDevice,
        S_IFBLK => FileSystemRights.MakeBlockDevice,
        S_IFIFO => FileSystemRights.MakeFifo,
        S_IFSOCK => FileSystemRights.MakeSocket,
        S_IFLNK => FileSystemRights.MakeSymbolicLink,
        _ => FileSystemRights.MakeRegular,
    };

    /// <summary>The null device is character device 1:3 (Linux, Documentation/admin-guide/devices.txt), wherever it stands.</summary>
    public readonly bool IsNullDevice => (Mode & S_IFMT) == S_IFCHR && RawDeviceMajor == 1 && RawDeviceMinor == 3;

    public readonly bool IsSameFile(in FileStatus other) =>
        Inode == other.Inode && DeviceMajor == other.DeviceMajor && DeviceMinor == other.DeviceMinor;
}
