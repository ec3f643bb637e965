using Landrun.Landlock;

namespace Landrun.Policy;

/// <summary>The sets of rights that have a name of their own on the command line.</summary>
internal static class Rights
{
    public const FileSystemRights ReadOnly = FileSystemRights.ReadFile | FileSystemRights.ReadDirectory;

    public const FileSystemRights ReadOnlyExecute = ReadOnly | FileSystemRights.Execute;

    /// <summary>Everything that changes files, but device nodes, which only <c>--fs</c> gives.</summary>
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

    public const FileSystemRights ReadWriteExecute = ReadWrite | FileSystemRights.Execute;

    /// <summary>The null device can neither leak nor keep anything.</summary>
    public const FileSystemRights NullDevice = FileSystemRights.ReadFile
        | FileSystemRights.WriteFile
        | FileSystemRights.Truncate
        | FileSystemRights.DeviceIoctl;

    /// <summary>What execve(2) asks of the program and of each of its interpreters.</summary>
    public const FileSystemRights Start = FileSystemRights.ReadFile | FileSystemRights.Execute;
}
