using Landrun.Interop;
using Landrun.Policy;

namespace Landrun.Learning;

/// <summary>Where a path leads.</summary>
/// <param name="Path">The path without symbolic links; empty where the file has no name, as a pipe.</param>
/// <param name="Link">The symbolic link that the path's last part was, if it was one.</param>
/// <param name="Exists">Whether something is there.</param>
/// <param name="Status">What is there.</param>
internal readonly record struct ResolvedPath(string Path, string? Link, bool Exists, FileStatus Status)
{
    public bool IsNameless => Path.Length == 0;

    public bool IsBeside(ResolvedPath other) => string.Equals(Directory, other.Directory, StringComparison.Ordinal);

    public string Directory => Paths.DirectoryOf(Path);
}
