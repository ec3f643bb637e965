using System.Runtime.InteropServices;

namespace Landrun.Interop;

/// <summary><c>struct statx</c> of <c>include/uapi/linux/stat.h</c>, the same on every architecture; the fields that are read.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct FileStatus
{
    private const ushort S_IFMT = 0xf000;
    private const ushort S_IFCHR = 0x2000;
    private const ushort S_IFDIR = 0x4000;
    private const ushort S_IFREG = 0x8000;
    private const ushort S_IFLNK = 0xa000;

    [FieldOffset(16)]
    public uint Names;

    [FieldOffset(28)]
    public ushort Mode;

    [FieldOffset(32)]
    public ulong Inode;

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

    public readonly bool IsDirectory => (Mode & S_IFMT) == S_IFDIR;

    public readonly bool IsRegular => (Mode & S_IFMT) == S_IFREG;

    public readonly bool IsSymbolicLink => (Mode & S_IFMT) == S_IFLNK;

    /// <summary>The null device is character device 1:3 (Linux, Documentation/admin-guide/devices.txt), wherever it stands.</summary>
    public readonly bool IsNullDevice => (Mode & S_IFMT) == S_IFCHR && RawDeviceMajor == 1 && RawDeviceMinor == 3;

    public readonly bool IsSameFile(in FileStatus other) =>
        Inode == other.Inode && DeviceMajor == other.DeviceMajor && DeviceMinor == other.DeviceMinor;
}
