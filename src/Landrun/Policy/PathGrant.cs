using Landrun.Landlock;

namespace Landrun.Policy;

/// <summary>Rights on a file, or on a directory and all beneath it.</summary>
internal unsafe struct PathGrant
{
    /// <summary>The path as it was given; it ends with a NUL.</summary>
    public byte* Path;

    public FileSystemRights Rights;

    public Origin Origin;

    /// <summary>Skip it where it does not exist.</summary>
    public bool Optional;

    /// <summary>The path is the one that /proc names: should a symbolic link have come to stand in it, nothing is granted.</summary>
    public bool IsExact;
}
