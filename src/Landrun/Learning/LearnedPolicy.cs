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

    /// <summary>What another policy doesn't have.</summary>
    public LearnedPolicy Beyond(LearnedPolicy other) => this with
    {
        Rules = [.. Rules.Where(rule => !other.Rules.Any(known => Holds(known, rule)))],
        Ports = [.. Ports.Where(ports => !other.Ports.Any(known => known.Right == ports.Right && known.First <= ports.First && known.Last >= ports.Last))],
        AddsCommand = AddsCommand && !other.AddsCommand,
        Dns = Dns && !other.Dns,
    };

    /// <summary>Both policies in one.</summary>
    public LearnedPolicy With(LearnedPolicy other)
    {
        SortedDictionary<string, LearnedRule> rules = new(StringComparer.Ordinal);
        foreach (LearnedRule rule in Rules.Concat(other.Rules))
        {
            LearnedRule known = rules.GetValueOrDefault(rule.Path, rule);
            rules[rule.Path] = new LearnedRule(rule.Path, known.Rights | rule.Rights, Math.Max(known.Seen, rule.Seen));
        }

        return this with
        {
            Rules = [.. rules.Values.Where(rule => !rules.Values.Any(above => above.Path.Length < rule.Path.Length && Holds(above, rule)))],
            Ports = [.. Ports.Concat(other.Ports).Distinct().OrderBy(ports => ports.Right).ThenBy(ports => ports.First).ThenBy(ports => ports.Last)],
            AddsCommand = AddsCommand || other.AddsCommand,
            Dns = Dns || other.Dns,
        };
    }

    private static bool Holds(LearnedRule outer, LearnedRule inner) =>
        (inner.Rights & ~outer.Rights) == FileSystemRights.None && Paths.IsWithin(inner.Path, outer.Path);

    public bool IsEmpty => Rules.Count == 0 && Ports.Count == 0 && !AddsCommand && !Dns;
}
