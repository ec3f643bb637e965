using Xunit;

namespace Landrun.EndToEnd;

/// <summary>The manual pages, as the programs see them that show and check them.</summary>
public sealed class ManualTests
{
    public static TheoryData<string> Pages() => [.. Directory.GetFiles(Machine.Repository + "/packaging/man", "*.?").Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_shows_without_warnings(string page)
    {
        string path = Machine.Repository + "/packaging/man/" + page;
        Outcome shown = Machine.Run(
            Account.Caller, [Machine.Tool("man"), "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", path], new() { ["MANWIDTH"] = "80", ["MANROFFSEQ"] = "" });
        Assert.Equal((0, ""), (shown.Status, shown.Errors));

        Outcome checkedPage = Machine.Run(Account.Caller, [Machine.Tool("mandoc"), "-T", "lint", path]);
        Assert.Equal("", checkedPage.Output);

        // What apropos(1) finds it by.
        Assert.Contains(page.Split('.')[0] + " - ", Machine.Run(Account.Caller, [Machine.Tool("lexgrog"), path]).Output);
    }
}
