namespace Landrun.Sandbox;

/// <summary>What keeps a promise on a kernel.</summary>
internal enum Keeper
{
    /// <summary>It is not kept, and that is said.</summary>
    Nothing,

    Landlock,

    /// <summary>The seccomp filter.</summary>
    Filter,

    /// <summary>landrun itself, before the command starts; on any kernel.</summary>
    Start,
}
