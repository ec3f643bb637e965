namespace Landrun.Sandbox;

/// <summary>Who keeps a promise.</summary>
[Flags]
internal enum Keepers
{
    Nobody = 0,
    Landlock = 1,

    /// <summary>The seccomp filter.</summary>
    Filter = 2,

    /// <summary>landrun itself, before the command starts; on any kernel.</summary>
    Start = 4,
}
