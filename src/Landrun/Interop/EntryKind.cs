namespace Landrun.Interop;

/// <summary>What an entry of a directory is, as far as it matters for rules.</summary>
internal enum EntryKind
{
    File,
    Directory,
    SymbolicLink,
}
