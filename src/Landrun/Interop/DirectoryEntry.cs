namespace Landrun.Interop;

/// <summary>An entry of a directory.</summary>
internal readonly record struct DirectoryEntry(byte[] Name, EntryKind Kind);
