namespace Landrun.Learning;

/// <summary>All that a run was seen to do and that a policy has a say in.</summary>
internal sealed record Observations
{
    public IReadOnlyList<SeenPath> Paths { get; init; } = [];

    public IReadOnlyList<SeenPort> Ports { get; init; } = [];

    public IReadOnlySet<Remark> Remarks { get; init; } = new HashSet<Remark>();

    /// <summary>The command's own file and its interpreters.</summary>
    public IReadOnlySet<string> Command { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>A file whose mode, owner or times were changed, where nothing else was written.</summary>
    public string? Metadata { get; init; }
}
