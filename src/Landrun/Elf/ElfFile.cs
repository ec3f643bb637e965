using System.Text;

namespace Landrun.Elf;

/// <summary>What the dynamic loader reads in an ELF file. Names are strings of a byte a character, as file names are bytes.</summary>
/// <remarks>The file may be hostile: every number in it is checked against what the file really has, and what is kept of it is bounded.</remarks>
internal sealed class ElfFile
{
    /// <summary>As long as a path may be; the kernel demands it of an interpreter's name.</summary>
    private const int NameLimit = 4096;

    /// <summary>As many bytes of names as one file may have; the largest programs have a hundredth of it.</summary>
    private const int NamesLimit = 128 * 1024;

    private const int DynamicEntriesLimit = 16 * 1024;
    private const int ProgramHeadersLimit = 64 * 1024;
    private const int ChunkSize = 4096;

    private const long DT_NULL = 0;
    private const long DT_NEEDED = 1;
    private const long DT_STRTAB = 5;
    private const long DT_STRSZ = 10;
    private const long DT_SONAME = 14;
    private const long DT_RPATH = 15;
    private const long DT_RUNPATH = 29;
    private const long DT_FLAGS_1 = 0x6ffffffb;
    private const long DT_AUXILIARY = 0x7ffffffd;
    private const long DT_FILTER = 0x7fffffff;
    private const ulong DF_1_NODEFLIB = 0x800;

    private readonly ReadAt source;
    private readonly List<ProgramHeader> segments = [];
    private readonly List<string> needed = [];
    private readonly List<string> filters = [];
    private long textStart;
    private long textSize;
    private int namesLeft = NamesLimit;

    private ElfFile(ReadAt source, in ElfHeader header)
    {
        this.source = source;
        Header = header;
    }

    public ElfHeader Header { get; }

    /// <summary>What PT_INTERP names; null in a static program and in most libraries.</summary>
    public string? Interpreter { get; private set; }

    /// <summary>DT_NEEDED, in its order.</summary>
    public IReadOnlyList<string> Needed => needed;

    /// <summary>DT_AUXILIARY and DT_FILTER: libraries that are loaded too, and whose symbols come first.</summary>
    public IReadOnlyList<string> Filters => filters;

    public string? SharedObjectName { get; private set; }

    /// <summary>DT_RPATH; null where DT_RUNPATH makes it void.</summary>
    public string? RPath { get; private set; }

    public string? RunPath { get; private set; }

    /// <summary>DF_1_NODEFLIB: the default directories don't count.</summary>
    public bool NoDefaultLibraries { get; private set; }

    /// <summary>How many characters its names have.</summary>
    public int NamesSize => NamesLimit - namesLeft;

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidElfException">It is none, or damaged.</exception>
    public static ElfFile Read(ReadAt source)
    {
        source = new ReadWindow(source).Read;
        Span<byte> head = stackalloc byte[ElfHeader.Size];
        int size = source(head, 0);
        if (!ElfHeader.TryRead(head[..size], out ElfHeader header))
        {
            throw new InvalidElfException(ElfHeader.IsElf(head[..size]) ? "its ELF header is damaged" : "it is no ELF file");
        }

        ElfFile file = new(source, header);
        file.ReadProgramHeaders();
        return file;
    }

    /// <summary>Which of these names stand in the table of names: those of functions that the file calls, or offers.</summary>
    public bool[] Mentions(IReadOnlyList<byte[]> names)
    {
        bool[] mentioned = new bool[names.Count];
        byte[] chunk = new byte[64 * 1024];
        int overlap = names.Max(name => name.Length);
        for (long position = 0; position < textSize; position += chunk.Length - overlap)
        {
            int size = source(chunk.AsSpan(0, (int)Math.Min(chunk.Length, textSize - position)), textStart + position);
            for (int index = 0; index < names.Count; index++)
            {
                mentioned[index] |= chunk.AsSpan(0, size).IndexOf(names[index]) >= 0;
            }

            if (size < chunk.Length)
            {
                break;
            }
        }

        return mentioned;
    }

    private void ReadProgramHeaders()
    {
        // The kernel takes no more either.
        int size = Header.ProgramHeaderCount * Header.ProgramHeaderSize;
        byte[] table = new byte[size <= ProgramHeadersLimit ? size : throw new InvalidElfException("it has too many program headers")];
        ReadAll(table, Header.ProgramHeaders, "its program headers lie outside of the file");
        for (int index = 0; index < Header.ProgramHeaderCount; index++)
        {
            segments.Add(ProgramHeader.Read(Header, table.AsSpan(index * Header.ProgramHeaderSize)));
        }

        // Of several, the kernel takes the first.
        int interpreter = segments.FindIndex(segment => segment.Type == ProgramHeader.PT_INTERP);
        if (interpreter >= 0)
        {
            Interpreter = ReadInterpreter(segments[interpreter]);
        }

        // The loader takes the last.
        int dynamic = segments.FindLastIndex(segment => segment.Type == ProgramHeader.PT_DYNAMIC);
        if (dynamic >= 0)
        {
            ReadDynamic(segments[dynamic]);
        }
    }

    private string ReadInterpreter(in ProgramHeader segment)
    {
        if (segment.FileSize is < 2 or > NameLimit)
        {
            throw new InvalidElfException("its interpreter's name is too long or empty");
        }

        byte[] name = new byte[segment.FileSize];
        ReadAll(name, segment.Offset, "its interpreter's name lies outside of the file");
        int end = name.AsSpan().IndexOf((byte)0);
        return end > 0 ? Encoding.Latin1.GetString(name, 0, end) : throw new InvalidElfException("its interpreter's name has no end");
    }

    private void ReadDynamic(in ProgramHeader segment)
    {
        List<(long Tag, ulong Value)> entries = ReadEntries(segment);
        int strings = entries.FindLastIndex(entry => entry.Tag == DT_STRTAB);
        int size = entries.FindLastIndex(entry => entry.Tag == DT_STRSZ);
        if (strings < 0 || size < 0)
        {
            return;
        }

        FindNames(entries[strings].Value, entries[size].Value);
        foreach ((long tag, ulong value) in entries)
        {
            switch (tag)
            {
                case DT_NEEDED: needed.Add(ReadName(value)); break;
                case DT_AUXILIARY or DT_FILTER: filters.Add(ReadName(value)); break;
                case DT_SONAME: SharedObjectName = ReadName(value); break;
                case DT_RPATH: RPath = ReadName(value); break;
                case DT_RUNPATH: RunPath = ReadName(value); break;
                case DT_FLAGS_1: NoDefaultLibraries = (value & DF_1_NODEFLIB) != 0; break;
                default: break;
            }
        }

        RPath = RunPath is null ? RPath : null;
    }

    private List<(long Tag, ulong Value)> ReadEntries(in ProgramHeader segment)
    {
        int entrySize = Header.IsWide ? 16 : 8;
        List<(long Tag, ulong Value)> entries = [];
        byte[] chunk = new byte[ChunkSize];
        ulong count = segment.FileSize / (ulong)entrySize;
        for (ulong index = 0; index < count; index++)
        {
            int position = (int)(index * (ulong)entrySize % ChunkSize);
            if (position == 0)
            {
                ulong rest = (count - index) * (ulong)entrySize;
                ReadAll(chunk.AsSpan(0, (int)Math.Min(ChunkSize, rest)), segment.Offset + (index * (ulong)entrySize), "its dynamic section lies outside of the file");
            }

            ReadOnlySpan<byte> entry = chunk.AsSpan(position, entrySize);
            (long Tag, ulong Value) pair = Header.IsWide
                ? ((long)Header.Read64(entry), Header.Read64(entry[8..]))
                : ((int)Header.Read32(entry), Header.Read32(entry[4..]));
            if (pair.Tag == DT_NULL)
            {
                return entries;
            }

            if (index == DynamicEntriesLimit)
            {
                throw new InvalidElfException("its dynamic section is too large");
            }

            entries.Add(pair);
        }

        return entries;
    }

    /// <summary>DT_STRTAB is an address; the segments say where in the file that is.</summary>
    private void FindNames(ulong address, ulong size)
    {
        foreach (ProgramHeader segment in segments)
        {
            ulong within = address - segment.Address;
            if (segment.Type == ProgramHeader.PT_LOAD && address >= segment.Address && within < segment.FileSize)
            {
                ulong start = segment.Offset + within;
                if (start > long.MaxValue || start < segment.Offset)
                {
                    break;
                }

                textStart = (long)start;
                textSize = (long)Math.Min(Math.Min(size, segment.FileSize - within), long.MaxValue - start);
                return;
            }
        }

        throw new InvalidElfException("its names lie outside of the file");
    }

    private string ReadName(ulong offset)
    {
        if (offset >= (ulong)textSize)
        {
            throw new InvalidElfException("a name lies outside of its table");
        }

        // Most names are short; what is no name has no end within any length.
        Span<byte> buffer = stackalloc byte[NameLimit];
        for (int length = 64; length <= NamesLimit; length *= length == 64 ? NameLimit / 64 : 2)
        {
            Span<byte> name = length <= NameLimit ? buffer[..length] : new byte[length];
            name = name[..(int)Math.Min(name.Length, textSize - (long)offset)];
            name = name[..source(name, textStart + (long)offset)];
            int end = name.IndexOf((byte)0);
            if (end >= 0)
            {
                namesLeft -= end;
                return namesLeft >= 0
                    ? Encoding.Latin1.GetString(name[..end])
                    : throw new InvalidElfException("it has too many names");
            }

            if (name.Length < length)
            {
                break;
            }
        }

        throw new InvalidElfException("a name has no end");
    }

    private void ReadAll(Span<byte> target, ulong offset, string otherwise)
    {
        if (offset > (ulong)(long.MaxValue - target.Length) || source(target, (long)offset) != target.Length)
        {
            throw new InvalidElfException(otherwise);
        }
    }
}
