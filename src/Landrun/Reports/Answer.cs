using Landrun.Landlock.Kernel;

namespace Landrun.Reports;

/// <summary>Whether one act would be allowed.</summary>
/// <param name="Act">What would be done.</param>
/// <param name="IsAllowed">Whether the sandbox lets it pass.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="Rule">The rule that opens it; null where none does or none is needed.</param>
/// <param name="Lacking">The kernel's names of the rights that are missing.</param>
/// <param name="Add">The option that would allow it; null where nothing is missing, or no option can.</param>
internal sealed record Answer(string Act, bool IsAllowed, string Reason, ReportedOrigin? Rule, IReadOnlyList<string> Lacking, string? Add)
{
    /// <summary>Whether it was tried in the sandbox: only what changes nothing is.</summary>
    public bool IsTried { get; init; }

    /// <summary>Why it would fail without a sandbox as well.</summary>
    public Errno Outside { get; init; }
}
