using System.Buffers.Binary;

namespace Landrun.Launch;

/// <summary>Finds the interpreter that a file names, in its first bytes, as the kernel does (fs/binfmt_script.c, fs/binfmt_elf.c).</summary>
internal static class InterpreterName
{
    /// <summary>How much of a file must be at hand: the header, the usual program headers, and the name.</summary>
    public const int HeadSize = 4096;

    /// <summary>The kernel looks for a <c>#!</c> line in as many bytes (BINPRM_BUF_SIZE).</summary>
    private const int ScriptLineSize = 256;

    private const uint PT_INTERP = 3;

    /// <summary>What the <c>#!</c> line names; empty where there is none.</summary>
    public static ReadOnlySpan<byte> OfScript(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("#!"u8))
        {
            return default;
        }

        ReadOnlySpan<byte> line = head[2..Math.Min(head.Length, ScriptLineSize)];
        int newLine = line.IndexOf((byte)'\n');
        line = (newLine < 0 ? line : line[..newLine]).TrimStart(" \t"u8);
        int end = line.IndexOfAny((byte)' ', (byte)'\t', (byte)0);
        return end < 0 ? line : line[..end];
    }

    /// <summary>What an ELF file's PT_INTERP names, without its NUL; empty where there is none within the bytes at hand.</summary>
    public static ReadOnlySpan<byte> OfElf(ReadOnlySpan<byte> head)
    {
        // elf(5): e_ident is 0x7f 'E' 'L' 'F', class (1: 32 bits, 2: 64 bits), byte order (1: little endian).
        if (head.Length < 64 || !head.StartsWith("\u007fELF"u8) || head[5] != 1 || head[4] is not (1 or 2))
        {
            return default;
        }

        bool wide = head[4] == 2;
        ulong tableStart = wide ? BinaryPrimitives.ReadUInt64LittleEndian(head[32..]) : BinaryPrimitives.ReadUInt32LittleEndian(head[28..]);
        int entrySize = BinaryPrimitives.ReadUInt16LittleEndian(head[(wide ? 54 : 42)..]);
        int entries = BinaryPrimitives.ReadUInt16LittleEndian(head[(wide ? 56 : 44)..]);
        if (entrySize != (wide ? 56 : 32))
        {
            return default;
        }

        for (int index = 0; index < entries; index++)
        {
            ReadOnlySpan<byte> entry = Slice(head, tableStart + ((ulong)index * (ulong)entrySize), (ulong)entrySize);
            if (entry.IsEmpty)
            {
                return default;
            }

            if (BinaryPrimitives.ReadUInt32LittleEndian(entry) == PT_INTERP)
            {
                ReadOnlySpan<byte> name = wide
                    ? Slice(head, BinaryPrimitives.ReadUInt64LittleEndian(entry[8..]), BinaryPrimitives.ReadUInt64LittleEndian(entry[32..]))
                    : Slice(head, BinaryPrimitives.ReadUInt32LittleEndian(entry[4..]), BinaryPrimitives.ReadUInt32LittleEndian(entry[16..]));
                int end = name.IndexOf((byte)0);
                return end < 0 ? default : name[..end];
            }
        }

        return default;
    }

    /// <summary>That part of the bytes; empty where it is not all there.</summary>
    private static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> bytes, ulong offset, ulong length) =>
        offset <= (ulong)bytes.Length && length <= (ulong)bytes.Length - offset ? bytes.Slice((int)offset, (int)length) : default;
}
