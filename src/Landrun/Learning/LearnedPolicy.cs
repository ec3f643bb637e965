using Landrun.Landlock;
using Landrun.Policy;

namespace Landrun.Learning;

/// <summary>The rules that a run calls for, and what they leave closed of what it did.</summary>
internal sealed record LearnedPolicy
{
    public IReadOnlyList<LearnedRule> Rules { get; init; } = [];

    public IReadOnlyList<LearnedPorts> Ports { get; init; } = [];

    /// <summary>The command and its interpreters may be read and executed.</summary>
    public bool AddsCommand { get; init; }

    public bool Dns { get; init; }

    /// <summary>What was done and is not opened, and why.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Without a word on execution the command may start by being named; rules with that right in them take it away.</summary>
    public LearnedPolicy KeepingTheStartOf(in SandboxPolicy given) =>
        given.CommandRights == FileSystemRights.Execute && Rules.Any(rule => (rule.Rights & FileSystemRights.Execute) != FileSystemRights.None)
            ? this with { AddsCommand = true }
            : this;

    public bool IsEmpty => Rules.Count == 0 && Ports.Count == 0 && !AddsCommand && !Dns;
}
