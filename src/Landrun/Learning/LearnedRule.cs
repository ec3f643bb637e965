using Landrun.Landlock;

namespace Landrun.Learning;

/// <summary>One rule that a run calls for.</summary>
/// <param name="Path">The path that it names.</param>
/// <param name="Rights">What it opens.</param>
/// <param name="Seen">How many paths were used that it stands for; 0 where it stands for the path alone.</param>
internal readonly record struct LearnedRule(string Path, FileSystemRights Rights, int Seen = 0);
