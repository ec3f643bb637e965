using System.Runtime.InteropServices;
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
    public static Errno Read(ReadOnlySpan<byte> directory, out List<DirectoryEntry> entries) => Read(directory, isExact: true, int.MaxValue, out entries);

    /// <summary>The same where the path may have symbolic links in it.</summary>
    public static Errno ReadLinked(ReadOnlySpan<byte> directory, out List<DirectoryEntry> entries) => Read(directory, isExact: false, int.MaxValue, out entries);

    /// <summary>How many files lie beneath a directory, as far as so many files and half as many directories tell; false where there are more.</summary>
    public static bool CountFiles(string directory, int most, out int files)
    {
        Stack<string> pending = new([directory]);
        int opened = 0;
        files = 0;
        while (files < most && opened++ < most / 2 && pending.TryPop(out string? next))
        {
            if (Read(System.Text.Encoding.Latin1.GetBytes(next), isExact: true, most, out List<DirectoryEntry> entries) != Errno.None)
            {
                continue;
            }

            foreach (DirectoryEntry entry in entries)
            {
                files += entry.Kind == EntryKind.Directory ? 0 : 1;
                if (entry.Kind == EntryKind.Directory)
                {
                    pending.Push(next + "/" + System.Text.Encoding.Latin1.GetString(entry.Name));
                }
            }
        }

        bool isAll = files < most && pending.Count == 0;
        files = Math.Min(files, most);
        return isAll;
    }

    private static Errno Read(ReadOnlySpan<byte> directory, bool isExact, int most, out List<DirectoryEntry> entries)
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
            int size = 0;
            while (entries.Count < most && (size = Libc.ReadDirectory(descriptor, buffer)) > 0)
            {
                Parse(descriptor, buffer.AsSpan(0, size), entries);
            }

            Libc.Close(descriptor);
            entries.Sort((one, other) => one.Name.AsSpan().SequenceCompareTo(other.Name));
            return size < 0 ? (Errno)(-size) : Errno.None;
        }
    }

    private static void Parse(int directory, ReadOnlySpan<byte> records, List<DirectoryEntry> entries)
    {
        while (!records.IsEmpty)
        {
            int length = MemoryMarshal.Read<ushort>(records[LengthOffset..]);
            ReadOnlySpan<byte> name = records[NameOffset..length];
            name = name[..name.IndexOf((byte)0)];
            if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
            {
                entries.Add(new DirectoryEntry(name.ToArray(), records[TypeOffset] switch
                {
                    DT_DIR => EntryKind.Directory,
                    DT_LNK => EntryKind.SymbolicLink,
                    DT_UNKNOWN => Libc.KindOf(directory, name),
                    _ => EntryKind.File,
                }));
            }

            records = records[length..];
        }
    }
}
