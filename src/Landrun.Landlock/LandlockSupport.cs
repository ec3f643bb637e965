namespace Landrun.Landlock;

/// <summary>What this kernel's Landlock supports.</summary>
public static class LandlockSupport
{
    /// <summary>The rights.</summary>
    public static FileSystemRights FileSystemRights => default;
}
