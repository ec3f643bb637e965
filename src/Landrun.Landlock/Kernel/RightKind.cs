namespace Landrun.Landlock.Kernel;

/// <summary>The field of a ruleset that a right belongs to.</summary>
internal enum RightKind
{
    FileSystem,
    Network,
    Scope,
}
