using Landrun.Interop;

namespace Landrun.Elf;

/// <summary>A file that a dynamic loader reads besides libraries.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Status">Which file it is.</param>
internal sealed record LoaderSetting(string Path, FileStatus Status);
