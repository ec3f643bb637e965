using Landrun.CommandLine;
using Landrun.Landlock;
using Landrun.Policy;
using Xunit;

namespace Landrun.Tests;

public sealed class CommandLineParserTests
{
    [Fact]
    public void Options_end_at_the_first_word_that_is_none()
    {
        Parsed parsed = Parsed.From("--ro", "/usr", "ls", "--rw", "/", "--help");

        Assert.Equal(Mistake.None, parsed.Mistake);
        Assert.Equal([("/usr", Rights.ReadOnly, Option.Ro)], parsed.Paths);
        Assert.Equal(["ls", "--rw", "/", "--help"], parsed.Command);
    }

    [Theory]
    [InlineData("--", "--ro")]
    [InlineData("-")]
    public void The_command_may_look_like_an_option(params string[] words)
    {
        Parsed parsed = Parsed.From(words);

        Assert.Equal(Mistake.None, parsed.Mistake);
        Assert.Equal(words[^1], Assert.Single(parsed.Command));
    }

    [Theory]
    [InlineData(Option.Ro, "/x", Rights.ReadOnly)]
    [InlineData(Option.Rox, "/x", Rights.ReadOnlyExecute)]
    [InlineData(Option.Rw, "/x", Rights.ReadWrite)]
    [InlineData(Option.Rwx, "/x", Rights.ReadWriteExecute)]
    [InlineData(Option.Fs, "read_file,truncate:/x", FileSystemRights.ReadFile | FileSystemRights.Truncate)]
    [InlineData(Option.Fs, "rox,make_block:/x", Rights.ReadOnlyExecute | FileSystemRights.MakeBlockDevice)]
    internal void A_path_gets_the_rights_of_its_option_in_either_spelling(Option option, string value, FileSystemRights rights)
    {
        string name = "--" + System.Text.Encoding.ASCII.GetString(OptionTable.Row(option).Name);

        Assert.Equal([("/x", rights, option)], Parsed.From(name, value, "ls").Paths);
        Assert.Equal([("/x", rights, option)], Parsed.From(name + "=" + value, "ls").Paths);
    }

    [Fact]
    public void A_list_has_commas_and_a_name_may_have_some_too()
    {
        Parsed parsed = Parsed.From("--ro", "/a,/b\\,c,/d\\e,/f\\\\,g", "--ro=/h", "ls");

        Assert.Equal(["/a", "/b,c", "/d\\e", "/f\\,g", "/h"], parsed.Paths.Select(path => path.Path));
    }

    [Fact]
    public void What_is_denied_is_no_grant()
    {
        Parsed parsed = Parsed.From("--ro", "/", "--deny", "/a,/b\\,c", "ls");

        Assert.Equal(["/"], parsed.Paths.Select(path => path.Path));
        Assert.Equal(2, parsed.Request.Denied.Count);
        Assert.True(parsed.Request.NeedsRuntime);
    }

    [Theory]
    [InlineData(Mistake.NothingToDeny, "--unrestricted-filesystem", "--deny", "/x", "ls")]
    [InlineData(Mistake.NothingToReport, "--json", "ls")]
    [InlineData(Mistake.NotThatReport, "--format", "setpriv", "ls")]
    [InlineData(Mistake.NotThatReport, "--why", "/", "--format", "setpriv")]
    [InlineData(Mistake.NotAForm, "--dry-run", "--format", "xml", "ls")]
    [InlineData(Mistake.Contradiction, "--dry-run", "--why", "/", "ls")]
    [InlineData(Mistake.Contradiction, "--why", "/", "--dry-run", "ls")]
    [InlineData(Mistake.NotAQuestion, "--why", "tcp:", "ls")]
    [InlineData(Mistake.NotAQuestion, "--why", "udp:65536", "ls")]
    [InlineData(Mistake.NotAQuestion, "--why", "/a,unix:", "ls")]
    [InlineData(Mistake.NoCommand, "--dry-run=false", "--ro", "/")]
    internal void A_report_that_can_not_be_given_is_a_mistake(Mistake mistake, params string[] words) => Assert.Equal(mistake, Parsed.From(words).Mistake);

    [Theory]
    [InlineData(Room.DryRun, "--dry-run", "--ro", "/")]
    [InlineData(Room.DryRun, "--dry-run", "--json", "--ro", "/", "ls")]
    [InlineData(Room.Why, "--why", "/,tcp:1,udp:0,unix:/x")]
    internal void A_report_needs_no_command(Room room, params string[] words)
    {
        Parsed parsed = Parsed.From(words);

        Assert.Equal((Mistake.None, room), (parsed.Mistake, parsed.Request.Room));
    }

    [Fact]
    public void Rights_end_at_the_first_colon()
    {
        Parsed parsed = Parsed.From("--fs", "read_file:/a:b,/c", "ls");

        Assert.Equal(["/a:b", "/c"], parsed.Paths.Select(path => path.Path));
    }

    [Fact]
    public void Ports_come_as_numbers_ranges_and_lists()
    {
        Parsed parsed = Parsed.From("--bind-tcp", "0,8000-8010", "--connect-tcp=443,65535", "ls");

        Assert.Equal(
            [(0, 0, NetworkRights.BindTcp), (8000, 8010, NetworkRights.BindTcp), (443, 443, NetworkRights.ConnectTcp), (65535, 65535, NetworkRights.ConnectTcp)],
            parsed.Ports);
    }

    [Theory]
    [InlineData("65536")]
    [InlineData("-1")]
    [InlineData("http")]
    [InlineData("1-")]
    [InlineData("80,")]
    [InlineData("99999999999999999999")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("0")]
    public void What_is_not_a_port_is_a_mistake(string value)
    {
        Assert.Equal(Mistake.NotAPort, Parsed.From("--connect-tcp=" + value, "ls").Mistake);
    }

    [Theory]
    [InlineData(Mistake.UnknownOption, "--rox1", "--rox1", "/x", "ls")]
    [InlineData(Mistake.UnknownOption, "-ro", "-ro", "/x", "ls")]
    [InlineData(Mistake.UnknownOption, "--lddd", "--lddd", "ls")]
    [InlineData(Mistake.UnknownOption, "-x", "-x", "ls")]
    [InlineData(Mistake.UnknownOption, "--rwy", "--rwy=/x", "ls")]
    [InlineData(Mistake.ValueMissing, "", "--ro")]
    [InlineData(Mistake.ValueMissing, "", "--ro=", "ls")]
    [InlineData(Mistake.ValueMissing, "", "--ro", "", "ls")]
    [InlineData(Mistake.ValueMissing, "", "--ro", "--", "ls")]
    [InlineData(Mistake.ValueIsOption, "--rw", "--ro", "--rw", "/x", "ls")]
    [InlineData(Mistake.ValueIsOption, "--rw=/x", "--ro", "--rw=/x", "ls")]
    [InlineData(Mistake.EmptyElement, "/a", "--ro", "/a,,/b", "ls")]
    [InlineData(Mistake.NotASwitchValue, "yes", "--exec=yes", "ls")]
    [InlineData(Mistake.NotARange, "9-8", "--bind-tcp", "9-8", "ls")]
    [InlineData(Mistake.NotANumber, "x", "--abi", "x", "ls")]
    [InlineData(Mistake.NotALevel, "loud", "--log-level=loud", "ls")]
    [InlineData(Mistake.NotAVariable, "A,B=x", "--env", "A,B=x", "ls")]
    [InlineData(Mistake.NotAVariable, "=x", "--env", "=x", "ls")]
    [InlineData(Mistake.NotAVariable, "A*B", "--env", "A*B", "ls")]
    [InlineData(Mistake.NotAVariable, "", "--env", "A,", "ls")]
    [InlineData(Mistake.NotRights, "/x", "--fs", "/x", "ls")]
    [InlineData(Mistake.NotRights, ":/x", "--fs", ":/x", "ls")]
    [InlineData(Mistake.NotRights, "ro:", "--fs", "ro:", "ls")]
    [InlineData(Mistake.UnknownRight, "exec", "--fs", "ro,exec:/x", "ls")]
    [InlineData(Mistake.UnknownRight, "", "--fs", "ro,:/x", "ls")]
    [InlineData(Mistake.Contradiction, "", "--strict", "--best-effort", "ls")]
    [InlineData(Mistake.Contradiction, "", "--env-all", "--env-none", "ls")]
    [InlineData(Mistake.NoCommand, "")]
    [InlineData(Mistake.NoCommand, "", "--ro", "/x", "--")]
    [InlineData(Mistake.EmptyCommand, "", "")]
    internal void A_mistake_is_found_and_located(Mistake mistake, string text, params string[] words)
    {
        Parsed parsed = Parsed.From(words);

        Assert.Equal((mistake, text), (parsed.Mistake, parsed.Text));
    }

    [Theory]
    [InlineData("--strict", "--best-effort=false")]
    [InlineData("--env-all=false", "--env-none")]
    public void What_agrees_is_no_contradiction(params string[] words)
    {
        Assert.Equal(Mistake.None, Parsed.From([.. words, "ls"]).Mistake);
    }

    [Fact]
    public void A_value_with_an_equals_sign_is_one_variable_commas_and_all()
    {
        Assert.Equal(["A=1,B=2", "C", "D_*"], Parsed.From("--env", "A=1,B=2", "--env", "C,D_*", "ls").Variables);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("--help", "--nonsense")]
    public void Help_needs_no_command(params string[] words)
    {
        Parsed parsed = Parsed.From(words);

        Assert.Equal((Mistake.None, Room.Help), (parsed.Mistake, parsed.Request.Room));
    }
}
