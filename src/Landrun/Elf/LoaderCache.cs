using System.Buffers.Binary;
using System.Text;

namespace Landrun.Elf;

/// <summary>ld.so.cache: where ldconfig(8) found each library (<c>sysdeps/generic/dl-cache.h</c> in glibc, the format of glibc 2.2
/// and later, also where it stands behind the older one).</summary>
/// <remarks>Every number in it is checked: a damaged cache has fewer entries, and does nothing worse.</remarks>
internal sealed class LoaderCache
{
    /// <summary>A hundred times that of a full desktop.</summary>
    public const int SizeLimit = 16 * 1024 * 1024;

    private const int HeaderSize = 48;
    private const int EntrySize = 24;
    private const uint ExtensionMagic = 0xeaa42174;
    private const uint HardwareCapabilitiesTag = 1;

    /// <summary>In an entry's hwcap: its lower half is an index into the names of glibc-hwcaps directories.</summary>
    private const ulong IsExtension = 1UL << 62;

    private readonly byte[] bytes;

    /// <summary>Where the format begins, from which every offset counts.</summary>
    private readonly int start;

    private readonly bool isBigEndian;
    private readonly int count;
    private readonly List<string> capabilities = [];

    private LoaderCache(byte[] bytes, int start)
    {
        this.bytes = bytes;
        this.start = start;
        // 0: not said, 2: little endian, 3: big endian.
        isBigEndian = bytes[start + 28] == 3 || (bytes[start + 28] == 0 && !BitConverter.IsLittleEndian);
        count = (int)Math.Min(Number(20), (uint)(bytes.Length - start - HeaderSize) / EntrySize);
        ReadExtensions();
    }

    /// <summary>Null where the bytes are no such cache.</summary>
    public static LoaderCache? TryRead(byte[] bytes)
    {
        int begin = 0;
        if (bytes.AsSpan().StartsWith("ld.so-1.7.0"u8) && bytes.Length >= 16)
        {
            uint old = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(12));
            long end = (16 + (12L * old) + 7) & ~7L;
            if (end > bytes.Length)
            {
                return null;
            }

            begin = (int)end;
        }

        return bytes.Length - begin >= HeaderSize && bytes.AsSpan(begin).StartsWith("glibc-ld.so.cache1.1"u8)
            ? new LoaderCache(bytes, begin)
            : null;
    }

    /// <summary>The path of a library that fits the flags: the one for the best hardware capabilities, else the first without any.</summary>
    public string? Find(string name, (int First, int Second) flags, string[] hardwareCapabilities)
    {
        byte[] wanted = Encoding.Latin1.GetBytes(name);
        string? found = null;
        int best = int.MaxValue;
        for (int index = First(wanted); index < count && best > 0 && Compare(wanted, index) == 0; index++)
        {
            int entry = HeaderSize + (index * EntrySize);
            int entryFlags = (int)Number(entry);
            if (entryFlags != 1 && entryFlags != flags.First && entryFlags != flags.Second)
            {
                continue;
            }

            // The older kind of capabilities is passed by: glibc has left it since 2.37.
            int rank = Rank(Number64(entry + 16), hardwareCapabilities);
            if (rank < best && Text(Number(entry + 8)) is string path)
            {
                found = path;
                best = rank;
            }
        }

        return found;
    }

    /// <summary>The first entry that doesn't stand before the name: ldconfig sorts them, the greatest first, and the loader relies on it.</summary>
    private int First(ReadOnlySpan<byte> name)
    {
        int low = 0;
        int high = count;
        while (low < high)
        {
            int middle = low + ((high - low) / 2);
            if (Compare(name, middle) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    /// <summary>A name and an entry's, in the order of <c>_dl_cache_libcmp</c> in glibc's <c>elf/dl-cache.c</c>: bytes as such, numbers by
    /// their value, and a number after anything else.</summary>
    private int Compare(ReadOnlySpan<byte> name, int index)
    {
        ReadOnlySpan<byte> other = At(Number(HeaderSize + (index * EntrySize) + 4));
        int at = 0;
        int otherAt = 0;
        while (at < name.Length)
        {
            byte mine = name[at];
            byte its = otherAt < other.Length ? other[otherAt] : (byte)0;
            if (char.IsAsciiDigit((char)mine) && char.IsAsciiDigit((char)its))
            {
                uint value = Value(name, ref at);
                uint otherValue = Value(other, ref otherAt);
                if (value != otherValue)
                {
                    return value < otherValue ? -1 : 1;
                }
            }
            else if (char.IsAsciiDigit((char)mine) != char.IsAsciiDigit((char)its))
            {
                return char.IsAsciiDigit((char)mine) ? 1 : -1;
            }
            else if (mine != its)
            {
                return (sbyte)mine - (sbyte)its;
            }
            else
            {
                at++;
                otherAt++;
            }
        }

        return otherAt < other.Length && other[otherAt] == 0 ? 0 : -1;
    }

    /// <summary>A decimal number, as C would overflow.</summary>
    private static uint Value(ReadOnlySpan<byte> text, ref int at)
    {
        uint value = 0;
        while (at < text.Length && char.IsAsciiDigit((char)text[at]))
        {
            value = unchecked((value * 10) + text[at++] - '0');
        }

        return value;
    }

    private int Rank(ulong hwcap, string[] hardwareCapabilities)
    {
        if (hwcap == 0)
        {
            return hardwareCapabilities.Length;
        }

        uint index = (uint)hwcap;
        int rank = (hwcap & IsExtension) == 0 || index >= capabilities.Count ? -1 : Array.IndexOf(hardwareCapabilities, capabilities[(int)index]);
        return rank < 0 ? int.MaxValue : rank;
    }

    private void ReadExtensions()
    {
        uint extension = Number(32);
        if (extension == 0 || Number(extension) != ExtensionMagic)
        {
            return;
        }

        uint sections = Math.Min(Number((long)extension + 4), 64);
        for (uint index = 0; index < sections; index++)
        {
            long section = (long)extension + 8 + (index * 16);
            if (Number(section) == HardwareCapabilitiesTag)
            {
                uint names = Math.Min(Number(section + 12) / 4, 1024);
                for (uint item = 0; item < names; item++)
                {
                    capabilities.Add(Text(Number(Number(section + 8) + (item * 4L))) ?? string.Empty);
                }
            }
        }
    }

    /// <summary>The bytes from an offset on; none where it lies outside.</summary>
    private ReadOnlySpan<byte> At(long offset) => offset < bytes.Length - start ? bytes.AsSpan(start + (int)offset) : default;

    private string? Text(uint offset)
    {
        ReadOnlySpan<byte> text = At(offset);
        text = text[..Math.Min(text.Length, 4096)];
        int end = text.IndexOf((byte)0);
        return end > 0 ? Encoding.Latin1.GetString(text[..end]) : null;
    }

    private uint Number(long offset)
    {
        ReadOnlySpan<byte> number = At(offset);
        return number.Length < 4 ? 0
            : isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(number)
            : BinaryPrimitives.ReadUInt32LittleEndian(number);
    }

    private ulong Number64(long offset)
    {
        ulong first = Number(offset);
        ulong second = Number(offset + 4);
        return isBigEndian ? (first << 32) | second : (second << 32) | first;
    }
}
