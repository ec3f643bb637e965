namespace Landrun.Learning;

/// <summary>The places that a run had: what is a person's own, and what is temporary.</summary>
internal sealed record Surroundings(string Home, string Temporary, string WorkingDirectory);
