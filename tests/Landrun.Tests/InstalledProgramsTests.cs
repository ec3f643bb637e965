using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Landrun.Elf;
using Landrun.Interop;
using Landrun.Landlock.Kernel;
using Xunit;

namespace Landrun.Tests;

/// <summary>Every ELF file of the system's program directories, against what binutils and the loader itself say.</summary>
public sealed partial class InstalledProgramsTests
{
    private static readonly string[] Programs = Find();

    [Fact]
    public void Interpreter_and_needed_entries_are_readelfs()
    {
        Assert.True(Programs.Length > 200, "too few programs to tell anything");
        ConcurrentBag<string> different = [];
        Parallel.ForEach(Programs, new ParallelOptions { MaxDegreeOfParallelism = 2 }, program =>
        {
            string text = Tools.Run("readelf", ["-W", "-d", "-l", program]).Output;
            using OpenFile file = OpenFile.TryOpen(program, out Errno _)!;
            ElfFile elf = ElfFile.Read(file.Read);
            string expected = string.Join(' ', [
                Interpreter().Match(text).Groups[1].Value,
                .. Values(text, "NEEDED"), "|", .. Values(text, "RPATH"), "|", .. Values(text, "RUNPATH"), "|", .. Values(text, "SONAME")]);
            string actual = string.Join(' ', [
                elf.Interpreter ?? string.Empty, .. elf.Needed, "|", .. One(elf.RPath), "|", .. One(elf.RunPath), "|", .. One(elf.SharedObjectName)]);
            if (expected != actual)
            {
                different.Add($"{program}: {actual}; readelf: {expected}");
            }
        });
        Assert.True(different.IsEmpty, string.Join('\n', different));
    }

    [Fact]
    public void What_is_found_is_what_the_loader_finds()
    {
        ConcurrentBag<string> different = [];
        int compared = 0;
        Parallel.ForEach(Programs, new ParallelOptions { MaxDegreeOfParallelism = 2 }, program =>
        {
            // ldd starts the loader with the program's name and so takes $ORIGIN from a symbolic link; execve(2) does not.
            string[] expected = Ldd.Paths(new FileInfo(program).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? program);
            LibraryClosure closure = LibraryClosure.Of(program, new LoaderEnvironment(), new Candidates());
            string[] actual = [.. closure.Libraries.Select(library => library.Path).Append(closure.Loader?.Path ?? string.Empty).Where(path => path.Length > 0).Order(StringComparer.Ordinal)];
            Interlocked.Increment(ref compared);
            if (!actual.SequenceEqual(expected) || closure.Missing.Count > 0)
            {
                different.Add($"{program}: {string.Join(' ', actual)}; ldd: {string.Join(' ', expected)}");
            }
        });
        Assert.True(different.IsEmpty, string.Join('\n', different));
        TestContext.Current.SendDiagnosticMessage("{0} programs compared", compared);
    }

    private static string[] Find() =>
        [.. new[] { "/usr/bin", "/usr/sbin" }.SelectMany(Directory.GetFiles)
            .Where(IsElf).Order(StringComparer.Ordinal)];

    private static bool IsElf(string path)
    {
        using OpenFile? file = OpenFile.TryOpen(path, out Errno _);
        byte[] head = new byte[4];
        return file is not null && file.Read(head, 0) == 4 && ElfHeader.IsElf(head);
    }

    private static string[] One(string? value) => value is null ? [] : [value];

    private static string[] Values(string text, string tag) =>
        [.. Regex.Matches(text, $@"\({tag}\)[^\[]*\[(.*)\]").Select(match => match.Groups[1].Value)];

    [GeneratedRegex(@"interpreter: (.*)\]")]
    private static partial Regex Interpreter();
}
