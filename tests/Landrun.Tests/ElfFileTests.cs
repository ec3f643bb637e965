using System.Buffers.Binary;
using System.Text;
using CsCheck;
using Landrun.Elf;
using Xunit;

namespace Landrun.Tests;

/// <summary>Files of any kind, whole and damaged, as CsCheck makes them; its failures print the seed.</summary>
public sealed class ElfFileTests
{
    private static readonly byte[] Real = File.ReadAllBytes("/bin/bash");
    private static readonly byte[] Cache = File.ReadAllBytes("/etc/ld.so.cache");

    private static readonly ulong[] Borders = [0, 1, 0x7fff_ffff, 0xffff_ffff, long.MaxValue - 100, long.MaxValue, ulong.MaxValue - 8, ulong.MaxValue];

    /// <summary>Numbers that are wrong in the ways that matter.</summary>
    private static readonly Gen<ulong> Number = Gen.OneOf(Gen.ULong, Gen.ULong[0, 70_000], Gen.Int[0, Borders.Length - 1].Select(index => Borders[index]));

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public void Every_class_and_byte_order_is_read(bool isWide, bool isBigEndian)
    {
        ElfFile file = Read(Write(isWide, isBigEndian));

        Assert.Equal("/lib/ld.so", file.Interpreter);
        Assert.Equal(["libone.so", "libtwo.so"], file.Needed);
        Assert.Equal(("libown.so", "/run/path", null), (file.SharedObjectName, file.RunPath, file.RPath));
        Assert.Equal((isWide, isBigEndian, ElfMachine.PowerPc64), (file.Header.IsWide, file.Header.IsBigEndian, file.Header.Machine));
    }

    [Fact]
    public void A_file_that_is_cut_off_anywhere_is_an_error_or_whole()
    {
        byte[] whole = Write(isWide: true, isBigEndian: false);
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.Throws<InvalidElfException>(() => Read(whole[..length]));
        }
    }

    [Fact]
    public void A_table_that_is_as_large_as_it_says_needs_no_memory_for_it()
    {
        // Headers, a dynamic section and names that claim to be huge.
        byte[] file = Write(isWide: true, isBigEndian: false);
        Assert.Throws<InvalidElfException>(() => Read(Changed(file, 56, 0xffff, 2)));
        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (ulong number in Borders)
        {
            for (int position = 16; position < file.Length - 8; position++)
            {
                Survives(Changed(file, position, number, 8));
            }
        }

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / (Borders.Length * file.Length), 0, 64 * 1024);
    }

    [Fact]
    public void Mutated_programs_are_an_error_or_a_file()
    {
        Gen.Select(Gen.Select(Gen.Int[0, 1500], Number, Gen.Int[1, 8]).Array[1, 6], Gen.Int[0, Real.Length]).Sample(
            (changes, length) =>
            {
                byte[] file = Real[..(length % 3 == 0 ? length : Real.Length)];
                foreach ((int position, ulong number, int size) in changes)
                {
                    file = Changed(file, position, number, size);
                }

                return Survives(file);
            },
            iter: 1_000, threads: 1);
    }

    [Fact]
    public void Mutated_small_programs_are_an_error_or_a_file()
    {
        byte[][] files = [Write(true, false), Write(true, true), Write(false, false), Write(false, true)];
        Gen.Select(Gen.Int[0, 3], Gen.Select(Gen.Int[4, 700], Number, Gen.Int[1, 8]).Array[1, 6]).Sample(
            (kind, changes) =>
            {
                byte[] file = files[kind];
                foreach ((int position, ulong number, int size) in changes)
                {
                    file = Changed(file, position, number, size);
                }

                return Survives(file);
            },
            iter: 300_000);
    }

    [Fact]
    public void Mutated_caches_do_no_harm()
    {
        byte[] small = LoaderCacheTests.Write(false, ["x86-64-v2"], ("libx.so.1", "/a/libx.so.1", 0x303, 1UL << 62), ("libx.so.1", "/b/libx.so.1", 0x303, 0));
        Gen.Select(Gen.Bool, Gen.Select(Gen.Int[0, 300], Number, Gen.Int[1, 8]).Array[1, 8], Gen.Int[0, 300]).Sample(
            (isSmall, changes, length) =>
            {
                byte[] bytes = isSmall ? small : Cache[..Math.Min(4096, Cache.Length)];
                bytes = length < 100 ? bytes[..Math.Min(length, bytes.Length)] : bytes;
                foreach ((int position, ulong number, int size) in changes)
                {
                    bytes = Changed(bytes, position, number, size);
                }

                string? path = LoaderCache.TryRead(bytes)?.Find("libx.so.1", (0x303, 0x303), ["x86-64-v2"]);
                return path is null || path.Length <= bytes.Length;
            },
            iter: 200_000);
    }

    private static ElfFile Read(byte[] bytes) => ElfFile.Read((target, offset) =>
    {
        if (offset >= bytes.Length)
        {
            return 0;
        }

        int size = (int)Math.Min(target.Length, bytes.Length - offset);
        bytes.AsSpan((int)offset, size).CopyTo(target);
        return size;
    });

    /// <summary>Anything but the one exception ends the test.</summary>
    private static bool Survives(byte[] bytes)
    {
        try
        {
            ElfFile file = Read(bytes);
            file.Mentions([Encoding.ASCII.GetBytes("dlopen")]);
            return file.NamesSize <= 128 * 1024;
        }
        catch (InvalidElfException)
        {
            return true;
        }
    }

    private static byte[] Changed(byte[] file, int position, ulong number, int size)
    {
        byte[] changed = [.. file];
        Span<byte> value = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(value, number);
        if (position < changed.Length)
        {
            value[..Math.Min(size, changed.Length - position)].CopyTo(changed.AsSpan(position));
        }

        return changed;
    }

    /// <summary>A small program with every entry that is read.</summary>
    private static byte[] Write(bool isWide, bool isBigEndian)
    {
        byte[] Number(ulong number, int size)
        {
            byte[] bytes = BitConverter.GetBytes(number)[..size];
            return isBigEndian ? [.. bytes.Reverse()] : bytes;
        }

        int word = isWide ? 8 : 4;
        byte[] Word(ulong number) => Number(number, word);
        byte[] Segment(uint type, ulong offset, ulong size) => isWide
            ? [.. Number(type, 4), .. Number(4, 4), .. Word(offset), .. Word(offset), .. Word(offset), .. Word(size), .. Word(size), .. Word(1)]
            : [.. Number(type, 4), .. Word(offset), .. Word(offset), .. Word(offset), .. Word(size), .. Word(size), .. Number(4, 4), .. Word(1)];

        const string Names = "\0libone.so\0libtwo.so\0libown.so\0/r/path\0/run/path\0";
        int headers = isWide ? 64 : 52;
        int segment = isWide ? 56 : 32;
        int interpreter = headers + (3 * segment);
        int names = interpreter + 11;
        int dynamic = names + Names.Length;
        ulong At(string name) => (ulong)Names.IndexOf(name, StringComparison.Ordinal);
        (ulong Tag, ulong Value)[] entries =
        [
            (1, At("libone")), (1, At("libtwo")), (14, At("libown")), (15, At("/r/path")), (29, At("/run")), (5, (ulong)names), (10, (ulong)Names.Length), (0, 0),
        ];
        int end = dynamic + (entries.Length * 2 * word);
        return
        [
            0x7f, (byte)'E', (byte)'L', (byte)'F', (byte)(isWide ? 2 : 1), (byte)(isBigEndian ? 2 : 1), 1, .. new byte[9],
            .. Number(3, 2), .. Number(21, 2), .. Number(1, 4), .. Word(0), .. Word((ulong)headers), .. Word(0), .. Number(0, 4),
            .. Number((ulong)headers, 2), .. Number((ulong)segment, 2), .. Number(3, 2), .. Number(0, 6),
            .. Segment(3, (ulong)interpreter, 11), .. Segment(1, 0, (ulong)end), .. Segment(2, (ulong)dynamic, (ulong)(end - dynamic)),
            .. Encoding.ASCII.GetBytes("/lib/ld.so\0" + Names), .. entries.SelectMany(entry => (byte[])[.. Word(entry.Tag), .. Word(entry.Value)]),
        ];
    }
}
