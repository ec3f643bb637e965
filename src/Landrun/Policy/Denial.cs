namespace Landrun.Policy;

/// <summary>One path that stays closed.</summary>
/// <param name="Path">As /proc names it: no symbolic links, no dots.</param>
/// <param name="IsFile">It exists and is no directory, so that to list directories above opens nothing of it.</param>
/// <param name="Names">How many hard links a file has; 0 where that is no matter.</param>
/// <param name="Origin">Which option asked for it.</param>
internal sealed record Denial(byte[] Path, bool IsFile, uint Names, Origin Origin);
