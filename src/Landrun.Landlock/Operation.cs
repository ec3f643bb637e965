namespace Landrun.Landlock;

/// <summary>What was being done when the kernel answered with an error: the same errno means different things.</summary>
internal enum Operation
{
    Query,
    OpenPath,
    CreateRuleset,
    AddPathRule,
    AddPortRule,
    SetNoNewPrivileges,
    RestrictSelf,
}
