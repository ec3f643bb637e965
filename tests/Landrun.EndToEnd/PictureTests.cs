using System.Text.RegularExpressions;
using Landrun.EndToEnd.Documents;

namespace Landrun.EndToEnd;

/// <summary>The pictures of terminals in the documents show what the commands print. LANDRUN_ACCEPT=1 records them anew.</summary>
public sealed class PictureTests
{
    /// <summary>The kernel that they were recorded on.</summary>
    private const int RecordedAbi = 7;

    public static TheoryData<string> Pictures() => [.. Directory.GetFiles(Machine.Repository + "/docs/pictures", "*.commands").Select(path => Path.GetFileNameWithoutExtension(path))];

    [Theory]
    [MemberData(nameof(Pictures))]
    public void A_picture_shows_what_is_printed(string name)
    {
        Assert.SkipUnless(Machine.IsRoot, "only root can set the scene");
        Machine.NeedsLandlock();
        foreach (string tool in DocumentRun.Tools)
        {
            Machine.Tool(tool);
        }

        DocumentCommand command = new("docs/pictures", 1, $"python3 ~/landrun/docs/pictures/record ~/landrun/docs/pictures/{name}.commands");

        Outcome recorded = DocumentRun.Of([command]).At(1);

        Assert.True(recorded.Status == 0, recorded.Output + recorded.Errors);
        string path = $"{Machine.Repository}/docs/pictures/{name}.svg";
        if (Environment.GetEnvironmentVariable("LANDRUN_ACCEPT") == "1")
        {
            File.WriteAllText(path, recorded.Output);
        }

        Assert.Equal(Stable(recorded.Output), Stable(File.ReadAllText(path)));
    }

    /// <summary>Names of temporary files are others each time, and what the compiler and make say is theirs. What is closed, and by what, is
    /// another table on another kernel.</summary>
    private static string Stable(string picture)
    {
        string said = Regex.Match(picture, "<title.*</desc>", RegexOptions.Singleline, TimeSpan.FromSeconds(10)).Value;
        string own = Regex.Replace(said, @"\n(gcc|make|Cannot).*", "", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10));
        string same = Regex.Replace(own, @"/tmp/cc\w{6}\.", "/tmp/cc.", RegexOptions.None, TimeSpan.FromSeconds(10));
        return Machine.Abi == RecordedAbi ? same : same.Split("\nNetwork: ")[0];
    }
}
