namespace Landrun.Elf;

/// <summary>A file as the dynamic loader has it in memory.</summary>
/// <param name="Path">Where it was found.</param>
/// <param name="Origin">What <c>$ORIGIN</c> stands for in it.</param>
/// <param name="File">What was read in it.</param>
/// <param name="Identity">The device and the inode.</param>
/// <param name="NeededBy">The file that needed it first; null for the program.</param>
internal sealed record LoadedObject(
    string Path, string Origin, ElfFile File, (uint Major, uint Minor, ulong Inode) Identity, LoadedObject? NeededBy);
