using System.Runtime.CompilerServices;
using Landrun.Elf;
using Landrun.Interop;

namespace Landrun.Launch;

/// <summary>Finds the interpreter that a file names, in its first bytes, as the kernel does (fs/binfmt_script.c, fs/binfmt_elf.c).</summary>
[SkipLocalsInit]
internal static unsafe class InterpreterName
{
    /// <summary>How much of a file must be at hand: the header, the usual program headers, and the name.</summary>
    public const int HeadSize = 4096;

    /// <summary>The kernel looks for a <c>#!</c> line in as many bytes (BINPRM_BUF_SIZE).</summary>
    private const int ScriptLineSize = 256;

    private const int PathMax = 4096;

    /// <summary>What the <c>#!</c> line names; empty where there is none.</summary>
    public static ReadOnlySpan<byte> OfScript(ReadOnlySpan<byte> head) => OfScript(head, out ReadOnlySpan<byte> _);

    /// <summary>What the <c>#!</c> line names, and the one argument behind it.</summary>
    public static ReadOnlySpan<byte> OfScript(ReadOnlySpan<byte> head, out ReadOnlySpan<byte> argument)
    {
        argument = default;
        if (!head.StartsWith("#!"u8))
        {
            return default;
        }

        ReadOnlySpan<byte> line = head[2..Math.Min(head.Length, ScriptLineSize)];
        int newLine = line.IndexOf((byte)'\n');
        line = (newLine < 0 ? line : line[..newLine]).Trim(" \t"u8);
        int end = line.IndexOfAny((byte)' ', (byte)'\t', (byte)0);
        if (end < 0)
        {
            return line;
        }

        argument = line[end..].TrimStart(" \t"u8);
        int nul = argument.IndexOf((byte)0);
        argument = nul < 0 ? argument : argument[..nul];
        return line[..end];
    }

    /// <summary>What an ELF file's PT_INTERP names, without its NUL; empty where there is none within the bytes at hand.</summary>
    public static ReadOnlySpan<byte> OfElf(ReadOnlySpan<byte> head)
    {
        if (!ElfHeader.TryRead(head, out ElfHeader header))
        {
            return default;
        }

        for (int index = 0; index < header.ProgramHeaderCount; index++)
        {
            ReadOnlySpan<byte> entry = Slice(head, header.ProgramHeaders + (ulong)(index * header.ProgramHeaderSize), (ulong)header.ProgramHeaderSize);
            if (entry.IsEmpty)
            {
                return default;
            }

            ProgramHeader segment = ProgramHeader.Read(header, entry);
            if (segment.Type == ProgramHeader.PT_INTERP)
            {
                return UpToNul(Slice(head, segment.Offset, segment.FileSize));
            }
        }

        return default;
    }

    /// <summary>The same of an open file, whose beginning is at hand, as a copy that ends with a NUL; null where there is none.</summary>
    /// <remarks>Tools that rewrite programs (patchelf) put the name and even the headers at the file's end.</remarks>
    public static byte* OfElf(int file, ReadOnlySpan<byte> head, int size)
    {
        ReadOnlySpan<byte> near = OfElf(head[..size]);
        return near.IsEmpty ? OfElfFarAway(file, head[..size]) : CString.Copy(near);
    }

    private static byte* OfElfFarAway(int file, ReadOnlySpan<byte> head)
    {
        if (!ElfHeader.TryRead(head, out ElfHeader header))
        {
            return null;
        }

        Span<byte> buffer = stackalloc byte[56];
        for (int index = 0; index < header.ProgramHeaderCount; index++)
        {
            Span<byte> entry = buffer[..header.ProgramHeaderSize];
            ulong offset = header.ProgramHeaders + (ulong)(index * header.ProgramHeaderSize);
            ReadOnlySpan<byte> near = Slice(head, offset, (ulong)entry.Length);
            near.CopyTo(entry);
            if (near.IsEmpty && !ReadAll(file, entry, offset))
            {
                return null;
            }

            ProgramHeader segment = ProgramHeader.Read(header, entry);
            if (segment.Type == ProgramHeader.PT_INTERP)
            {
                if (segment.FileSize is < 2 or > PathMax)
                {
                    return null;
                }

                Span<byte> name = new(Libc.Allocate(null, (nuint)segment.FileSize), (int)segment.FileSize);
                ReadOnlySpan<byte> interpreter = ReadAll(file, name, segment.Offset) ? UpToNul(name) : default;
                return interpreter.IsEmpty ? null : CString.Copy(interpreter);
            }
        }

        return null;
    }

    private static bool ReadAll(int file, Span<byte> target, ulong offset) =>
        offset <= long.MaxValue && Libc.Read(file, target, (long)offset) == target.Length;

    private static ReadOnlySpan<byte> UpToNul(ReadOnlySpan<byte> name)
    {
        int end = name.IndexOf((byte)0);
        return end < 0 ? default : name[..end];
    }

    /// <summary>That part of the bytes; empty where it is not all there.</summary>
    private static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> bytes, ulong offset, ulong length) =>
        offset <= (ulong)bytes.Length && length <= (ulong)bytes.Length - offset ? bytes.Slice((int)offset, (int)length) : default;
}
