namespace Landrun.Elf;

/// <summary>Reads bytes of a file from a position on: how many there were, fewer than wanted only at the file's end.</summary>
internal delegate int ReadAt(Span<byte> target, long offset);
