using Landrun.Interop;

namespace Landrun.Elf;

/// <summary>A file as the dynamic loader has it in memory.</summary>
/// <param name="Path">Where it was found.</param>
/// <param name="Origin">What <c>$ORIGIN</c> stands for in it.</param>
/// <param name="File">What was read in it.</param>
/// <param name="Status">Which file it is.</param>
/// <param name="NeededBy">The file that needed it first; null for the program.</param>
internal sealed record LoadedObject(
    string Path, string Origin, ElfFile File, FileStatus Status, LoadedObject? NeededBy)
{
    public (uint Major, uint Minor, ulong Inode) Identity => (Status.DeviceMajor, Status.DeviceMinor, Status.Inode);
}
