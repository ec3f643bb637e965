using Landrun.Landlock;

namespace Landrun.Learning;

/// <summary>One thing that a system call needs to be allowed: rights on a file or directory, or on a port.</summary>
internal readonly record struct Access
{
    /// <summary>The path, links resolved; null for a port, and for what has no name and is never restricted.</summary>
    public string? Path { get; init; }

    /// <summary>The symbolic link that was named, where the path's last part was one.</summary>
    public string? Link { get; init; }

    public FileSystemRights Rights { get; init; }

    public NetworkRights Ports { get; init; }

    public int Port { get; init; }

    /// <summary>Whether the call makes what is at the path.</summary>
    public bool Creates { get; init; }

    public bool IsDirectory { get; init; }

    public bool IsDevice { get; init; }

    /// <summary>Whether the rights were fixed when the file was opened: it is the command's own only if the command opened it.</summary>
    public bool IsThroughDescriptor { get; init; }

    /// <summary>A change of metadata: it needs no right, but something has to be writable.</summary>
    public bool IsMetadata { get; init; }

    /// <summary>What else is to be told of it.</summary>
    public Remark Remark { get; init; }
}
