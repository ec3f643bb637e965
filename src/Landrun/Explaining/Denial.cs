using Landrun.Learning;

namespace Landrun.Explaining;

/// <summary>One thing that was refused.</summary>
/// <param name="Cause">By whom.</param>
/// <param name="What">What, on what.</param>
/// <param name="Remedy">What to add; empty where nothing helps.</param>
internal readonly record struct Denial(Cause Cause, string What, string Remedy)
{
    /// <summary>What would have to be allowed, for the line to paste.</summary>
    public IReadOnlyList<Access> Needs { get; init; } = [];

    /// <summary>Whom a refused signal was for.</summary>
    public int? Target { get; init; }

    public bool IsAbstractSocket { get; init; }
}
