namespace Landrun.Landlock;

/// <summary>Rights on a file, or on a directory and all beneath it.</summary>
/// <param name="Path">The path's bytes, ending in NUL.</param>
/// <param name="Rights">What is allowed.</param>
internal readonly record struct PathRule(byte[] Path, FileSystemRights Rights);
