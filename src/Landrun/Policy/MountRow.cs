namespace Landrun.Policy;

/// <summary>One mount.</summary>
/// <param name="Id">Its number, which statx(2) tells of a file.</param>
/// <param name="Device">The file system, as major:minor.</param>
/// <param name="Root">Which directory of the file system is mounted.</param>
/// <param name="Point">Where it is seen.</param>
internal sealed record MountRow(ulong Id, string Device, byte[] Root, byte[] Point);
