namespace Landrun.Elf;

/// <summary>One entry of an ELF file's program headers (elf(5)): the fields that are read.</summary>
internal struct ProgramHeader
{
    public const uint PT_LOAD = 1;
    public const uint PT_DYNAMIC = 2;
    public const uint PT_INTERP = 3;

    public uint Type;
    public ulong Offset;
    public ulong Address;
    public ulong FileSize;

    /// <summary>Reads an entry from bytes that hold a whole one.</summary>
    public static ProgramHeader Read(in ElfHeader header, ReadOnlySpan<byte> entry)
    {
        bool wide = header.IsWide;
        return new ProgramHeader
        {
            Type = header.Read32(entry),
            Offset = wide ? header.Read64(entry[8..]) : header.Read32(entry[4..]),
            Address = wide ? header.Read64(entry[16..]) : header.Read32(entry[8..]),
            FileSize = wide ? header.Read64(entry[32..]) : header.Read32(entry[16..]),
        };
    }
}
