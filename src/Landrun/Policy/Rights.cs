using Landrun.Landlock;

namespace Landrun.Policy;

/// <summary>The sets of rights that have a name of their own on the command line.</summary>
internal static class Rights
{
    public const FileSystemRights ReadOnly = PathAccess.ReadOnly;

    public const FileSystemRights ReadOnlyExecute = PathAccess.ReadOnlyExecute;

    /// <summary>Everything that changes files, but device nodes, which only <c>--fs</c> gives.</summary>
    public const FileSystemRights ReadWrite = PathAccess.ReadWrite;

    public const FileSystemRights ReadWriteExecute = PathAccess.ReadWriteExecute;

    /// <summary>What changes no file.</summary>
    public const FileSystemRights Harmless = ReadOnlyExecute | FileSystemRights.ResolveUnix;

    /// <summary>The null device can neither leak nor keep anything.</summary>
    public const FileSystemRights NullDevice = FileSystemRights.ReadFile
        | FileSystemRights.WriteFile
        | FileSystemRights.Truncate
        | FileSystemRights.DeviceIoctl;

    /// <summary>What execve(2) asks of the program and of each of its interpreters.</summary>
    public const FileSystemRights Start = FileSystemRights.ReadFile | FileSystemRights.Execute;
}
