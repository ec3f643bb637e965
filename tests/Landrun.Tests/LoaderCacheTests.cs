using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Landrun.Elf;
using Xunit;

namespace Landrun.Tests;

public sealed class LoaderCacheTests
{
    private static readonly (int First, int Second) Flags =
        ElfMachines.CacheFlags(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? ElfMachine.Arm64 : ElfMachine.X86_64, wide: true);

    [Fact]
    public void It_holds_what_ldconfig_prints()
    {
        // "	libz.so.1 (libc6,x86-64) => /lib/x86_64-linux-gnu/libz.so.1"
        string kind = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "(libc6,AArch64" : "(libc6,x86-64";
        string[][] lines = [.. Tools.Run("ldconfig", ["-p"]).Output.Split('\n').Where(line => line.Contains(kind + ")", StringComparison.Ordinal)).Select(line => line.Trim().Split(' '))];
        LoaderCache cache = LoaderCache.TryRead(File.ReadAllBytes("/etc/ld.so.cache"))!;

        Assert.NotEmpty(lines);
        Assert.All(lines.GroupBy(line => line[0]), group => Assert.Equal(group.First()[^1], cache.Find(group.Key, Flags, [])));
        Assert.Null(cache.Find("libno-such.so.1", Flags, []));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void The_best_for_the_processor_is_taken(bool isBigEndian, bool behindOlder)
    {
        byte[] bytes = Write(
            isBigEndian,
            ["x86-64-v2", "x86-64-v3"],
            ("libx.so.1", "/v2/libx.so.1", Flags.First, (1UL << 62) | 0),
            ("libx.so.1", "/v3/libx.so.1", Flags.First, (1UL << 62) | 1),
            ("libx.so.1", "/old/libx.so.1", Flags.First, 1UL << 5),
            ("libx.so.1", "/other/libx.so.1", 0x0a0b, 0),
            ("libx.so.1", "/first/libx.so.1", Flags.First, 0),
            ("libx.so.1", "/second/libx.so.1", Flags.First, 0));
        LoaderCache cache = LoaderCache.TryRead(behindOlder ? [.. "ld.so-1.7.0\0"u8, 1, 0, 0, 0, .. new byte[16], .. bytes] : bytes)!;

        Assert.Equal("/first/libx.so.1", cache.Find("libx.so.1", Flags, []));
        Assert.Equal("/v2/libx.so.1", cache.Find("libx.so.1", Flags, ["x86-64-v2"]));
        Assert.Equal("/v3/libx.so.1", cache.Find("libx.so.1", Flags, ["x86-64-v3", "x86-64-v2"]));
        Assert.Null(cache.Find("libx.so", Flags, []));
    }

    [Fact]
    public void The_levels_are_those_that_the_loader_says()
    {
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64, "levels exist on x86-64 alone");
        // "  x86-64-v3 (supported, searched)"
        string[] lines = Tools.Run("/lib64/ld-linux-x86-64.so.2", ["--help"]).Output.Split('\n');
        Assert.SkipUnless(lines.Any(line => line.Contains("glibc-hwcaps", StringComparison.Ordinal)), "this glibc has no levels");

        Assert.Equal(lines.Where(line => line.Contains("(supported, searched)", StringComparison.Ordinal) && line.Contains("x86-64-v", StringComparison.Ordinal)).Select(line => line.Trim().Split(' ')[0]), ProcessorLevel.Names);
        Assert.Equal([], ProcessorLevel.Reached(["avx"]));
    }

    /// <summary>A cache as ldconfig writes it: header, entries, texts, extension.</summary>
    internal static byte[] Write(bool isBigEndian, string[] capabilities, params (string Name, string Path, int Flags, ulong Hwcap)[] entries)
    {
        List<byte> texts = [];
        int textStart = 48 + (24 * entries.Length);
        int Text(string text)
        {
            int offset = textStart + texts.Count;
            texts.AddRange([.. Encoding.Latin1.GetBytes(text), 0]);
            return offset;
        }

        byte[] Number(long number)
        {
            byte[] bytes = new byte[4];
            if (isBigEndian)
            {
                BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)number);
            }
            else
            {
                BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)number);
            }

            return bytes;
        }

        byte[] Number64(ulong number) => isBigEndian
            ? [.. Number((long)(number >> 32)), .. Number((uint)number)]
            : [.. Number((uint)number), .. Number((long)(number >> 32))];

        List<byte> table = [];
        foreach ((string name, string path, int flags, ulong hwcap) in entries)
        {
            table.AddRange([.. Number(flags), .. Number(Text(name)), .. Number(Text(path)), .. Number(0), .. Number64(hwcap)]);
        }

        int[] names = [.. capabilities.Select(Text)];
        while (texts.Count % 4 != 0)
        {
            texts.Add(0);
        }

        int extension = textStart + texts.Count;
        byte[] end =
        [
            .. Number(0xeaa42174), .. Number(1), .. Number(1), .. Number(0), .. Number(extension + 24), .. Number(4 * names.Length),
            .. names.SelectMany(name => Number(name)),
        ];
        return
        [
            .. "glibc-ld.so.cache1.1"u8, .. Number(entries.Length), .. Number(texts.Count), (byte)(isBigEndian ? 3 : 2), 0, 0, 0,
            .. Number(extension), .. new byte[12], .. table, .. texts, .. end,
        ];
    }
}
