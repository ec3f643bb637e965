using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Landrun.EndToEnd.Documents;

namespace Landrun.EndToEnd;

/// <summary>Every command of the documents is run, and does and prints what the document says.</summary>
public sealed class DocumentTests
{
    /// <summary>More than these few can't be left out without a look at this line.</summary>
    private const int MostNotRun = 14;

    private static readonly ConcurrentDictionary<string, Lazy<IReadOnlyList<DocumentCommand>>> Read = new(StringComparer.Ordinal);

    private static readonly ConcurrentDictionary<string, Lazy<DocumentRun>> Runs = new(StringComparer.Ordinal);

    public static IEnumerable<TheoryDataRow<string, int, string>> All() =>
        Documents().SelectMany(Commands).Where(command => !command.Hidden).Select(command => new TheoryDataRow<string, int, string>(command.Document, command.Line, command.Text.Split('\n')[0]));

    [Theory]
    [MemberData(nameof(All))]
    public void A_documented_command_does_what_is_documented(string document, int line, string text)
    {
        DocumentCommand command = Commands(document).Single(each => each.Line == line && !each.Hidden);
        Assert.StartsWith(text, command.Text, StringComparison.Ordinal);
        Assert.SkipWhen(command.NotRun is not null, "not run: " + command.NotRun);
        Assert.SkipUnless(Machine.IsRoot, "only root can set the scene");
        Machine.NeedsLandlock();

        foreach (string tool in DocumentRun.Tools)
        {
            Machine.Tool(tool);
        }

        DocumentRun run = Runs.GetOrAdd(document, name => new(() => DocumentRun.Of(Commands(name)))).Value;
        foreach (DocumentCommand before in Commands(document).Where(each => each.Hidden && each.Line < line))
        {
            Assert.True(run.At(before.Line).Status == 0, $"{document}:{before.Line}: {before.Text}: {run.At(before.Line)}");
        }

        Outcome outcome = run.At(line);
        Assert.True(outcome.Status == command.Status, $"{document}:{line}: {text}\nended with {outcome.Status}, not {command.Status}:\n{outcome.Output}{outcome.Errors}");
        if (command.Shown is { } shown)
        {
            Assert.True(Fits(shown, outcome.Output), $"{document}:{line}: {text}\nprinted:\n{outcome.Output}\nthe document shows:\n{string.Join('\n', shown)}");
        }
    }

    [Fact]
    public void Few_documented_commands_are_not_run()
    {
        DocumentCommand[] left = [.. Documents().SelectMany(Commands).Where(command => command.NotRun is not null)];

        Assert.True(left.Length <= MostNotRun, string.Join('\n', left.Select(command => $"{command.Document}:{command.Line}: {command.Text}: {command.NotRun}")));
        Assert.DoesNotContain(left, command => command.NotRun!.Length < 10);
    }

    [Fact]
    public void Every_option_that_a_document_names_exists()
    {
        HashSet<string> options = [.. Options(Machine.Sandbox(Account.Caller, "--help").Output)];
        string[] documents = ["README.md", "docs/examples.md", "docs/learning.md", "docs/ldd.md", "docs/migrating.md", "docs/profiles.md", "docs/tutorial.md", "docs/SECURITY.md"];

        foreach (string document in documents)
        {
            // Of a table for those who come from elsewhere, the last column is about landrun.
            IEnumerable<string> lines = File.ReadAllLines(Machine.Repository + "/" + document)
                .Select(line => document == "docs/migrating.md" && line.StartsWith("| ", StringComparison.Ordinal) ? line.TrimEnd('|').Split(" | ")[^1] : line);
            foreach (string code in lines.SelectMany(line => Regex.Matches(line, "`(?<code>-[^`]*|landrun [^`]*)`", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10))).Select(match => match.Groups["code"].Value))
            {
                Assert.All(Options(code.Split(" -- ")[0]), option => Assert.True(options.Contains(option), $"{document}: {code}: there is no {option}"));
            }
        }
    }

    [Fact]
    public void Every_link_between_documents_leads_somewhere()
    {
        foreach (string document in Documents().Where(name => name.EndsWith(".md", StringComparison.Ordinal)))
        {
            string folder = Path.GetDirectoryName(Machine.Repository + "/" + document)!;
            string text = File.ReadAllText(Machine.Repository + "/" + document);
            foreach (Match link in Regex.Matches(text, @"\]\((?<file>[^)#:]*)(#(?<heading>[^)]*))?\)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10)))
            {
                string file = link.Groups["file"].Length == 0 ? Machine.Repository + "/" + document : Path.Combine(folder, link.Groups["file"].Value);
                Assert.True(File.Exists(file), $"{document}: {link.Value}: no such file");
                Assert.True(
                    !link.Groups["heading"].Success || File.ReadLines(file).Any(line => line.StartsWith('#') && Anchor(line) == link.Groups["heading"].Value),
                    $"{document}: {link.Value}: no such heading");
            }
        }
    }

    [Theory]
    [InlineData("a\nb", "a\nb", true)]
    [InlineData("a\nb", "a\nc", false)]
    [InlineData("a", "a\nb", false)]
    [InlineData("a\nb", "a", false)]
    [InlineData("a\n...", "a", true)]
    [InlineData("a\n...", "b", false)]
    [InlineData("...\nc", "a\nb\nc", true)]
    [InlineData("...\nb\n...", "a\nb\nc", true)]
    [InlineData("...\nb\n...", "a\nc", false)]
    [InlineData("a … c", "a b c", true)]
    [InlineData("a … c", "a b d", false)]
    [InlineData("a (b.c)", "a (bxc)", false)]
    public void Output_is_compared_but_for_what_is_left_out(string shown, string printed, bool fits) =>
        Assert.Equal(fits, Fits(shown.Split('\n'), printed + "\n"));

    /// <summary>A line of three points stands for any lines, an ellipsis in a line for any letters.</summary>
    private static bool Fits(IReadOnlyList<string> shown, string printed)
    {
        string pattern = string.Concat(shown.Select(line => line == "..."
            ? @"(.*\n)*?"
            : Regex.Escape(line.TrimEnd()).Replace("…", ".*", StringComparison.Ordinal) + @"[ \t]*\n"));
        return Regex.IsMatch(printed, @"\A" + pattern + @"\n*\z", RegexOptions.None, TimeSpan.FromSeconds(10));
    }

    /// <summary>What a heading is called in a link.</summary>
    private static string Anchor(string heading) =>
        string.Concat(heading.TrimStart('#').Trim().Where(letter => char.IsLetterOrDigit(letter) || letter is ' ' or '-' or '_').Select(letter => letter == ' ' ? '-' : char.ToLowerInvariant(letter)));

    private static IEnumerable<string> Options(string text) =>
        Regex.Matches(text, "(?<![a-z-])--[a-z][a-z-]*[a-z]", RegexOptions.None, TimeSpan.FromSeconds(10)).Select(match => match.Value);

    private static IReadOnlyList<string> Documents() =>
    [
        "README.md", "CONTRIBUTING.md",
        .. Directory.GetFiles(Machine.Repository + "/docs", "*.md").Order(StringComparer.Ordinal).Select(path => "docs/" + Path.GetFileName(path)),
        .. Directory.GetFiles(Machine.Repository + "/packaging/man", "*.in").Order(StringComparer.Ordinal).Select(path => "packaging/man/" + Path.GetFileName(path)),
    ];

    private static IReadOnlyList<DocumentCommand> Commands(string document) =>
        Read.GetOrAdd(document, name => new(() => DocumentReader.Read(name, Lines(name)))).Value;

    /// <summary>A document's lines; those of a manual page as if it were one of the others.</summary>
    private static string[] Lines(string document)
    {
        string[] lines = File.ReadAllLines(Machine.Repository + "/" + document);
        return !document.EndsWith(".in", StringComparison.Ordinal) ? lines : [.. lines.Select(line => line switch
        {
            ".nf" or ".fi" => "```",
            ['.', '\\', '"', ' ', .. string comment] => comment,
            _ => line.Replace("\\-", "-", StringComparison.Ordinal).Replace("\\(aq", "'", StringComparison.Ordinal)
                .Replace("\\(ti", "~", StringComparison.Ordinal).Replace("\\e", "\\", StringComparison.Ordinal),
        })];
    }
}
