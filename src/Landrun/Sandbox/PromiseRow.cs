using Landrun.Landlock.Kernel;

namespace Landrun.Sandbox;

/// <summary>One promise of the sandbox, and the rights that keep it.</summary>
internal readonly ref struct PromiseRow
{
    public PromiseRow(ReadOnlySpan<byte> what, LogLevel level, AccessMasks kept)
    {
        What = what;
        Level = level;
        Kept = kept;
    }

    /// <summary>What is left open where the promise is not kept.</summary>
    public ReadOnlySpan<byte> What { get; }

    /// <summary>The level at which a broken promise is said.</summary>
    public LogLevel Level { get; }

    public AccessMasks Kept { get; }
}
