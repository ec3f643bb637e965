namespace Landrun.Landlock;

/// <summary>Sets of file system rights for the usual path rules, to combine with more by <c>|</c>.</summary>
/// <remarks>They may be given to files as well: <see cref="RulesetDefinition.Create"/> leaves out what concerns directories only.
/// </remarks>
public static class PathAccess
{
    /// <summary>Read files, list directories.</summary>
    public const FileSystemRights ReadOnly = FileSystemRights.ReadFile | FileSystemRights.ReadDirectory;

    /// <summary><see cref="ReadOnly"/>, and execute files.</summary>
    public const FileSystemRights ReadOnlyExecute = ReadOnly | FileSystemRights.Execute;

    /// <summary><see cref="ReadOnly"/>, and all that changes files: write, truncate, create, remove, rename, link, ioctl(2) on
    /// devices. Not the making of device nodes, and not <see cref="FileSystemRights.ResolveUnix"/>.</summary>
    public const FileSystemRights ReadWrite = ReadOnly
        | FileSystemRights.WriteFile
        | FileSystemRights.Truncate
        | FileSystemRights.RemoveDirectory
        | FileSystemRights.RemoveFile
        | FileSystemRights.MakeDirectory
        | FileSystemRights.MakeRegular
        | FileSystemRights.MakeSocket
        | FileSystemRights.MakeFifo
        | FileSystemRights.MakeSymbolicLink
        | FileSystemRights.Refer
        | FileSystemRights.DeviceIoctl;

    /// <summary><see cref="ReadWrite"/>, and execute files.</summary>
    public const FileSystemRights ReadWriteExecute = ReadWrite | FileSystemRights.Execute;
}
