using System.Runtime.CompilerServices;
using Xunit;

namespace Landrun.Landlock.Tests;

public sealed class SampleTests
{
    [Fact]
    public void The_code_in_the_documentation_is_the_code_that_compiles()
    {
        List<string> documented = Blocks(Read("../../docs/library.md"), line => line == "```csharp", line => line == "```");
        List<string> compiled = Blocks(
            Read("Samples.cs"),
            line => line.TrimStart().StartsWith("#region", StringComparison.Ordinal),
            line => line.Trim() == "#endregion");

        Assert.Equal(compiled, documented);
    }

    [Fact]
    public void The_query_answers_with_an_abi() => Assert.StartsWith("ABI ", Samples.Query(), StringComparison.Ordinal);

    [Fact]
    public void The_restricted_thread_reads_what_it_may()
    {
        using Folders folders = new();
        Assert.Equal("open", Samples.RestrictThread(folders.Open));
    }

    [Fact]
    public void The_process_stays_free_before_abi_8()
    {
        Assert.SkipWhen(LandlockSupport.Query().Abi >= 8, "this kernel would restrict the tests themselves");
        using Folders folders = new();

        Assert.Throws<LandlockException>(() => Samples.RestrictProcess(folders.Open));
        Assert.Equal(0, Libc.Open(folders.ShutFile, Libc.ReadWrite));
    }

    [Fact]
    public void What_is_dropped_is_said_in_words()
    {
        string[] lines = ["resolve_unix needs Linux 7.1", "bind_udp needs Linux 7.2", "connect_send_udp needs Linux 7.2"];
        Assert.Equal(lines, Samples.Dropped());
    }

    [Fact]
    public void What_abi_5_has_may_be_required()
    {
        Assert.SkipWhen(LandlockSupport.Query().Abi < 5, "this kernel has no right on device ioctls");
        Assert.Equal("all of it can be enforced", Samples.Required());
    }

    private static List<string> Blocks(string text, Predicate<string> begins, Predicate<string> ends)
    {
        List<string> blocks = [];
        List<string>? block = null;
        foreach (string line in text.Split('\n'))
        {
            if (block is null)
            {
                block = begins(line) ? [] : null;
            }
            else if (ends(line))
            {
                int indent = block.Where(item => item.Length > 0).Min(item => item.Length - item.TrimStart().Length);
                blocks.Add(string.Join('\n', block.Select(item => item.Length > 0 ? item[indent..] : item)));
                block = null;
            }
            else
            {
                block.Add(line);
            }
        }

        Assert.NotEmpty(blocks);
        return blocks;
    }

    private static string Read(string path, [CallerFilePath] string source = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(source)!, path));
}
