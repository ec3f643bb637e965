using Landrun.Pages;
using Xunit;

namespace Landrun.Tests;

/// <summary>The manual and the completions in packaging/ are what the tables make of their templates.</summary>
public sealed class PageTests
{
    [Theory]
    [InlineData("man/landrun.1")]
    [InlineData("man/landrun-profile.5")]
    public void A_manual_page_is_as_recorded(string name) => Recorded(name, ManualPage.Write);

    [Theory]
    [InlineData("completions/landrun.bash")]
    [InlineData("completions/_landrun")]
    [InlineData("completions/landrun.fish")]
    public void A_completion_is_as_recorded(string name) => Recorded(name, Completions.Write);

    private static void Recorded(string name, Func<string, string> write)
    {
        string path = Golden.Repository("packaging/" + name);
        Golden.EqualFile(path, write(File.ReadAllText(path + ".in")));
    }

    [Fact]
    public void Every_key_of_a_profile_is_on_its_page()
    {
        string page = File.ReadAllText(Golden.Repository("packaging/man/landrun-profile.5"));

        Assert.All(PageOption.All, option => Assert.Equal(
            option.KeyKind is not null, page.Contains(".TP\n" + Roff.Bold(option.Name) + " = ", StringComparison.Ordinal)));
    }
}
