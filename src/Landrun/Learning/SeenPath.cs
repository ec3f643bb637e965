using Landrun.Landlock;

namespace Landrun.Learning;

/// <summary>What a run did with one path.</summary>
internal sealed record SeenPath(string Path)
{
    public FileSystemRights Rights { get; init; }

    /// <summary>The symbolic link that it was named by.</summary>
    public string? Link { get; init; }

    public bool IsDirectory { get; init; }

    /// <summary>The run made it.</summary>
    public bool IsCreated { get; init; }

    /// <summary>It is there at the run's end.</summary>
    public bool Remains { get; init; }
}
