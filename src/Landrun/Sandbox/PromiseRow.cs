using Landrun.Landlock.Kernel;
using Landrun.Sandbox.Seccomp;

namespace Landrun.Sandbox;

/// <summary>One promise of the sandbox, and what keeps it.</summary>
internal readonly ref struct PromiseRow
{
    public PromiseRow(
        ReadOnlySpan<byte> what, LogLevel level, AccessMasks rights, Closings closings = Closings.None, ReadOnlySpan<byte> remedy = default,
        int networkAbi = 0)
    {
        What = what;
        Level = level;
        Rights = rights;
        Closings = closings;
        NetworkAbi = networkAbi;
        Remedy = remedy.IsEmpty ? "needs the seccomp filter"u8 : remedy;
    }

    /// <summary>What is left open where the promise is not kept.</summary>
    public ReadOnlySpan<byte> What { get; }

    /// <summary>The level at which a broken promise is said.</summary>
    public LogLevel Level { get; }

    /// <summary>Landlock's rights that keep it; empty where Landlock can't.</summary>
    public AccessMasks Rights { get; }

    /// <summary>What keeps it in the filter.</summary>
    public Closings Closings { get; }

    /// <summary>The ABI from which Landlock's rights on ports keep it as well; 0 for none.</summary>
    public int NetworkAbi { get; }

    /// <summary>What would keep it, where Landlock can't.</summary>
    public ReadOnlySpan<byte> Remedy { get; }
}
