namespace Landrun.Learning;

/// <summary>The rules that a run calls for, and what they leave closed of what it did.</summary>
internal sealed record LearnedPolicy
{
    public IReadOnlyList<LearnedRule> Rules { get; init; } = [];

    public IReadOnlyList<LearnedPorts> Ports { get; init; } = [];

    /// <summary>The command and its interpreters may be read and executed.</summary>
    public bool AddsCommand { get; init; }

    public bool Dns { get; init; }

    public bool WholeNetwork { get; init; }

    /// <summary>What was done and is not opened, and why.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    public bool IsEmpty => Rules.Count == 0 && Ports.Count == 0 && !AddsCommand && !Dns && !WholeNetwork;
}
