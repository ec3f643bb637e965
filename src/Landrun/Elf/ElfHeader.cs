using System.Buffers.Binary;

namespace Landrun.Elf;

/// <summary>The header of an ELF file (elf(5)), of either class and byte order. It is read before the runtime starts, too.</summary>
internal struct ElfHeader
{
    /// <summary>The header of a 64-bit file, the larger.</summary>
    public const int Size = 64;

    public const ushort ET_EXEC = 2;
    public const ushort ET_DYN = 3;

    public bool IsWide;
    public bool IsBigEndian;
    public ushort Type;
    public ElfMachine Machine;
    public ulong ProgramHeaders;
    public int ProgramHeaderCount;

    public readonly int ProgramHeaderSize => IsWide ? 56 : 32;

    public static bool IsElf(ReadOnlySpan<byte> head) => head.StartsWith("\u007fELF"u8);

    /// <summary>False where it is no ELF header that a kernel or a loader would take.</summary>
    public static bool TryRead(ReadOnlySpan<byte> head, out ElfHeader header)
    {
        header = default;
        // e_ident: the magic, the class (1: 32 bits, 2: 64 bits), the byte order (1: little endian, 2: big endian), the version.
        if (head.Length < 52 || !IsElf(head) || head[4] is not (1 or 2) || head[5] is not (1 or 2))
        {
            return false;
        }

        header.IsWide = head[4] == 2;
        header.IsBigEndian = head[5] == 2;
        if (header.IsWide && head.Length < Size)
        {
            return false;
        }

        header.Type = header.Read16(head[16..]);
        header.Machine = (ElfMachine)header.Read16(head[18..]);
        header.ProgramHeaders = header.IsWide ? header.Read64(head[32..]) : header.Read32(head[28..]);
        header.ProgramHeaderCount = header.Read16(head[(header.IsWide ? 56 : 44)..]);
        return header.Read16(head[(header.IsWide ? 54 : 42)..]) == header.ProgramHeaderSize;
    }

    public readonly ushort Read16(ReadOnlySpan<byte> bytes) =>
        IsBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    public readonly uint Read32(ReadOnlySpan<byte> bytes) =>
        IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    public readonly ulong Read64(ReadOnlySpan<byte> bytes) =>
        IsBigEndian ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : BinaryPrimitives.ReadUInt64LittleEndian(bytes);

    /// <summary>Whether one process can hold both.</summary>
    public readonly bool FitsWith(in ElfHeader other) =>
        IsWide == other.IsWide && IsBigEndian == other.IsBigEndian && Machine == other.Machine;
}
