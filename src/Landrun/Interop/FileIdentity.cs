namespace Landrun.Interop;

/// <summary>Tells files apart, whatever their names.</summary>
internal readonly record struct FileIdentity(ulong Inode, uint DeviceMajor, uint DeviceMinor)
{
    public static FileIdentity Of(in FileStatus status) => new(status.Inode, status.DeviceMajor, status.DeviceMinor);
}
