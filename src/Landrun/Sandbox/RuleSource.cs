namespace Landrun.Sandbox;

/// <summary>Why there is a rule.</summary>
internal enum RuleSource
{
    /// <summary>An option gave it.</summary>
    Grant,

    /// <summary>The null device is always usable.</summary>
    NullDevice,

    /// <summary>The command, or an interpreter of it, may start.</summary>
    Command,
}
