using System.Text;
using Landrun.CommandLine;
using Landrun.Reports;
using Xunit;

namespace Landrun.Tests;

public sealed class HelpTests
{
    [Fact]
    public void Help_is_as_recorded() => Golden.Equal("help.txt", HelpText.Write());

    [Fact]
    public void Help_fits_a_terminal_and_names_every_option()
    {
        string help = HelpText.Write();

        Assert.All(help.Split('\n'), line => Assert.True(line.Length <= 80, line));
        for (Option option = 0; option < Option.Count; option++)
        {
            Assert.Contains("--" + Encoding.ASCII.GetString(OptionTable.Row(option).Name), help, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Names_and_letters_of_options_are_unique()
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        HashSet<byte> letters = [];
        for (Option option = 0; option < Option.Count; option++)
        {
            OptionRow row = OptionTable.Row(option);
            Assert.True(names.Add(Encoding.ASCII.GetString(row.Name)));
            Assert.True(row.ShortName == 0 || letters.Add(row.ShortName));
            Assert.Equal(row.Kind == OptionKind.Switch, row.Value.IsEmpty);
        }
    }
}
