using System.Runtime.InteropServices;
using System.Text;
using Landrun.Landlock.Kernel;

namespace Landrun.Interop;

/// <summary>Lists a directory; names are bytes, as .NET's own listing can't tell those that are not UTF-8.</summary>
internal static unsafe class DirectoryListing
{
    private const byte DT_UNKNOWN = 0;
    private const byte DT_DIR = 4;
    private const byte DT_LNK = 10;

    // struct linux_dirent64: d_ino (8 bytes), d_off (8), d_reclen (2), d_type (1), d_name.
    private const int LengthOffset = 16;
    private const int TypeOffset = 18;
    private const int NameOffset = 19;

    /// <summary>All entries but <c>.</c> and <c>..</c>, by name. The path must have no symbolic link in it.</summary>
    public static Errno Read(ReadOnlySpan<byte> directory, out List<DirectoryEntry> entries) => Read(directory, isExact: true, out entries);

    /// <summary>The same where the path may have symbolic links in it.</summary>
    public static Errno ReadLinked(ReadOnlySpan<byte> directory, out List<DirectoryEntry> entries) => Read(directory, isExact: false, out entries);

    /// <summary>How many files lie beneath a directory: so many of them are counted at most, in so many directories.</summary>
    /// <returns>Whether these are all.</returns>
    public static bool CountFiles(string directory, int mostFiles, int mostDirectories, out int files)
    {
        const int BufferSize = 8192;
        byte* buffer = stackalloc byte[BufferSize];
        // Those near the top first: deep ones are small.
        Queue<string> pending = new([directory]);
        files = 0;
        for (int opened = 0; files < mostFiles && opened < mostDirectories && pending.TryDequeue(out string? next); opened++)
        {
            fixed (byte* path = (byte[])[.. Encoding.Latin1.GetBytes(next), 0])
            {
                int descriptor = Libc.OpenExactly(path, Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_CLOEXEC);
                int size;
                while (descriptor >= 0 && files < mostFiles && (size = Libc.ReadDirectory(descriptor, new Span<byte>(buffer, BufferSize))) > 0)
                {
                    ReadOnlySpan<byte> records = new(buffer, size);
                    while (TryNext(descriptor, ref records, out ReadOnlySpan<byte> name, out EntryKind kind))
                    {
                        if (kind == EntryKind.Directory)
                        {
                            pending.Enqueue(next + "/" + Encoding.Latin1.GetString(name));
                        }
                        else
                        {
                            files++;
                        }
                    }
                }

                Libc.Close(descriptor);
            }
        }

        bool areAll = files < mostFiles && pending.Count == 0;
        files = Math.Min(files, mostFiles);
        return areAll;
    }

    private static Errno Read(ReadOnlySpan<byte> directory, bool isExact, out List<DirectoryEntry> entries)
    {
        entries = [];
        fixed (byte* path = (byte[])[.. directory, 0])
        {
            int flags = Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_CLOEXEC;
            int descriptor = isExact ? Libc.OpenExactly(path, flags) : Libc.Open(path, flags);
            if (descriptor < 0)
            {
                return (Errno)(-descriptor);
            }

            byte[] buffer = new byte[32768];
            int size;
            while ((size = Libc.ReadDirectory(descriptor, buffer)) > 0)
            {
                Parse(descriptor, buffer.AsSpan(0, size), entries);
            }

            Libc.Close(descriptor);
            entries.Sort((one, other) => one.Name.AsSpan().SequenceCompareTo(other.Name));
            return (Errno)(-size);
        }
    }

    private static void Parse(int directory, ReadOnlySpan<byte> records, List<DirectoryEntry> entries)
    {
        while (TryNext(directory, ref records, out ReadOnlySpan<byte> name, out EntryKind kind))
        {
            entries.Add(new DirectoryEntry(name.ToArray(), kind));
        }
    }

    /// <summary>Takes the next entry that is neither <c>.</c> nor <c>..</c>.</summary>
    private static bool TryNext(int directory, ref ReadOnlySpan<byte> records, out ReadOnlySpan<byte> name, out EntryKind kind)
    {
        name = default;
        kind = EntryKind.File;
        while (!records.IsEmpty)
        {
            int length = MemoryMarshal.Read<ushort>(records[LengthOffset..]);
            byte type = records[TypeOffset];
            name = records[NameOffset..length];
            name = name[..name.IndexOf((byte)0)];
            records = records[length..];
            if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
            {
                kind = type switch
                {
                    DT_DIR => EntryKind.Directory,
                    DT_LNK => EntryKind.SymbolicLink,
                    DT_UNKNOWN => Libc.KindOf(directory, name),
                    _ => EntryKind.File,
                };
                return true;
            }
        }

        return false;
    }
}
