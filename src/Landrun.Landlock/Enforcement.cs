namespace Landrun.Landlock;

/// <summary>How much of what was asked for is in force.</summary>
public enum Enforcement
{
    /// <summary>No access is restricted: the kernel knows nothing of what was asked for.</summary>
    None,

    /// <summary>A part; <see cref="RestrictionStatus.Dropped"/> is the rest.</summary>
    Partial,

    /// <summary>All of it.</summary>
    Full,
}
