namespace Landrun.Landlock;

/// <summary>What happens where the kernel can't enforce all that a <see cref="RulesetDefinition"/> handles.</summary>
public enum Compatibility
{
    /// <summary>Enforce what the kernel can and report the rest in <see cref="RestrictionStatus.Dropped"/>.</summary>
    BestEffort,

    /// <summary>Throw <see cref="LandlockException"/> before anything is restricted.</summary>
    Required,
}
