using Landrun.Sandbox;

namespace Landrun.Status;

/// <summary>One promise of the sandbox on this kernel: what keeps it, and what trying it showed.</summary>
/// <param name="What">The promise.</param>
/// <param name="Keepers">What keeps it by the plan.</param>
/// <param name="Remedy">What would keep it, where nothing does.</param>
/// <param name="Attempts">What was tried.</param>
internal sealed record PromiseStatus(string What, Keepers Keepers, string Remedy, IReadOnlyList<AttemptStatus> Attempts)
{
    public bool IsOpen => Attempts.Any(attempt => attempt.Verdict == Verdict.Open);

    /// <summary>How many attempts said something, because they work outside.</summary>
    public int Tried => Attempts.Count(attempt => attempt.Verdict != Verdict.ClosedAnyway);
}
