using Landrun.Landlock;

namespace Landrun.Reports;

/// <summary>A rule on a path, in a report.</summary>
/// <param name="Given">The path as it was given.</param>
/// <param name="Resolved">What it led to; null where that is not known.</param>
/// <param name="Rights">What is really allowed on it.</param>
/// <param name="IsDirectory">Whether it holds for all beneath it.</param>
/// <param name="Origin">Where it comes from.</param>
internal sealed record ReportedRule(byte[] Given, byte[]? Resolved, FileSystemRights Rights, bool IsDirectory, ReportedOrigin Origin)
{
    public byte[] Path => Resolved ?? Given;
}
