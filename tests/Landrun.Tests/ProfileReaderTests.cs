using System.Text;
using Landrun.CommandLine;
using Landrun.Landlock;
using Landrun.Policy;

namespace Landrun.Tests;

public sealed class ProfileReaderTests : IDisposable
{
    private readonly ProfileFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_profile_says_what_options_say_by_the_same_names()
    {
        Parsed parsed = folder.Read(
            """
            description = "all kinds of values"
            ro = "/a,b"
            rwx = ["/c", '/d\e']
            fs = "read_file,truncate:/f,g:h"
            bind-tcp = [0, "8000-8010"]
            connect-udp = 53
            env = ["A", "B_*", "C=1,2", "D=${HOME}"]
            keep-fd = [7, "all"]
            keep-cap = "net_admin"
            dns = true
            no-seccomp = false
            [optional]
            unix = ["/u"]
            """);

        Assert.Equal(
            [
                ("/a,b", Rights.ReadOnly, Option.Ro),
                ("/c", Rights.ReadWriteExecute, Option.Rwx),
                ("/d\\e", Rights.ReadWriteExecute, Option.Rwx),
                ("/f,g:h", FileSystemRights.ReadFile | FileSystemRights.Truncate, Option.Fs),
                ("/u", FileSystemRights.ResolveUnix, Option.Unix),
            ],
            parsed.Paths);
        Assert.Equal(["(2,6)", "(3,8)", "(3,14)", "(4,6)", "(13,9)"], parsed.Places.Select(place => place[place.IndexOf('(', StringComparison.Ordinal)..]));
        Assert.Equal([false, false, false, false, true], Enumerable.Range(0, 5).Select(index => parsed.Request.Paths[index].Optional));
        Assert.Equal([(0, 0, NetworkRights.BindTcp), (8000, 8010, NetworkRights.BindTcp), (53, 53, NetworkRights.ConnectSendUdp)], parsed.Ports);
        Assert.Equal(["A", "B_*", "C=1,2", "D=" + folder.Root + "/home"], parsed.Variables);
        Assert.True(parsed.Request.KeepAllDescriptors && parsed.Request.Dns && !parsed.Request.NoSeccomp);
        Assert.NotEqual(0UL, parsed.Request.Capabilities);
    }

    /// <summary>A new option must be one that a profile can say, or be marked as one that it can't.</summary>
    [Fact]
    public void Every_option_of_a_profile_is_read_and_every_other_is_refused()
    {
        for (Option option = 0; option < Option.Count; option++)
        {
            OptionRow row = OptionTable.Row(option);
            string name = Encoding.ASCII.GetString(row.Name);
            string value = row.Kind switch
            {
                OptionKind.Switch => "true",
                OptionKind.RightsAndPaths => "\"ro:/x\"",
                OptionKind.Ports or OptionKind.Descriptors or OptionKind.Number => "[7]",
                OptionKind.Capabilities => "\"net_admin\"",
                OptionKind.Level => "\"info\"",
                OptionKind.Limits => "\"files=64\"",
                _ => "\"/x\"",
            };
            if (row.InProfile)
            {
                Assert.Equal(Mistake.None, folder.Read($"{name} = {value}").Mistake);
            }
            else
            {
                Assert.StartsWith($"p(1,1): {name} belongs on the command line", folder.Mistake($"{name} = {value}"), StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("p(1,1): unknown key rox1; did you mean rox? (the keys are the options' names, description, include, command, optional)", "rox1 = '/x'")]
    [InlineData("p(2,1): unknown key includes; did you mean include? (the keys are the options' names, description, include, command, optional)", "\nincludes = []")]
    [InlineData("p(1,1): unknown key  (the keys are the options' names, description, include, command, optional)", "'' = 1")]
    [InlineData("p(2,2): unknown key network (the keys are the options' names, description, include, command, optional)", "\n[network]\nro = '/x'")]
    [InlineData("p(1,6): ro takes a string, or a list of them; this is true or false", "ro = true")]
    [InlineData("p(1,7): ro takes a string, or a list of them; this is a number", "ro = [7]")]
    [InlineData("p(1,7): ro takes a string, or a list of them; this is a list", "ro = [['/x']]")]
    [InlineData("p(1,6): ro takes a string, or a list of them; this is a table", "ro = {path = '/x'}")]
    [InlineData("p(1,6): ro: the string is empty", "ro = ''")]
    [InlineData("p(1,6): /a\0/b: it contains a NUL character", "ro = \"/a\\u0000/b\"")]
    [InlineData("p(1,10): strict takes true or false; this is a string", "strict = 'yes'")]
    [InlineData("p(1,15): connect-tcp takes a number or a string, or a list of them; this is something else", "connect-tcp = 4.5")]
    [InlineData("p(1,15): description takes a string; this is a list", "description = []")]
    [InlineData("p(1,11): include takes a list of strings; this is a string", "include = 'base'")]
    [InlineData("p(1,12): no profile nope; landrun --list-profiles lists them, write ./nope for a file beside this one", "include = ['nope']")]
    [InlineData("p(1,11): command names no command; write command = [\"name\", \"argument\"]", "command = []")]
    [InlineData("p(1,12): optional takes a table; this is a list", "optional = ['/x']")]
    [InlineData("p(2,1): exec takes no paths; only what does can stand under [optional]", "[optional]\nexec = true")]
    [InlineData("p(2,1): ro is there already, in line 1; write both as one", "ro = '/a'\nro = '/b'")]
    [InlineData("p(2,3): a is there already, in line 1; write both as one", "a=[1]\n[[a]]\n")]
    [InlineData("p(2,1): not TOML: Unexpected end-of-file while parsing array", "ro = [\n")]
    [InlineData("p(1,1): profile belongs on the command line; write include = [\"NAME\"] for another profile", "profile = 'base'")]
    [InlineData("p(1,6): ${NOPE}/x: the variable NOPE is not set or empty", "ro = '${NOPE}/x'")]
    [InlineData("p(1,6): /a${: ${ has no }; write $$ for a dollar sign", "ro = '/a${'")]
    [InlineData("p(1,6): ${A-B}: ${A-B} is not a variable's name; write $$ for a dollar sign", "ro = '${A-B}'")]
    [InlineData("p(1,6): ~bob/x: ~ stands for your own home only; write a path, ~/..., or ./~... for a file of that name", "ro = '~bob/x'")]
    [InlineData("p(1,6): /usr/**/x: ** is not known; a directory's rights reach all beneath it, write the directory", "ro = '/usr/**/x'")]
    public void A_mistake_is_said_with_its_place(string message, string text) => Assert.Equal(message, folder.Mistake(text));

    [Theory]
    [InlineData(Mistake.NotAPort, "connect-tcp = 0")]
    [InlineData(Mistake.NotAPort, "connect-tcp = '80,443'")]
    [InlineData(Mistake.NotAPort, "connect-tcp = -9223372036854775808")]
    [InlineData(Mistake.NotARange, "bind-tcp = '9-8'")]
    [InlineData(Mistake.NotRights, "fs = '/x'")]
    [InlineData(Mistake.NotRights, "fs = 'ro:'")]
    [InlineData(Mistake.UnknownRight, "fs = 'exec:/x'")]
    [InlineData(Mistake.NotADescriptor, "keep-fd = -1")]
    [InlineData(Mistake.NotACapability, "keep-cap = 'root'")]
    [InlineData(Mistake.NotAVariable, "env = '=x'")]
    [InlineData(Mistake.Contradiction, "dns = true\nno-dns = true")]
    [InlineData(Mistake.Contradiction, "strict = true\nbest-effort = true")]
    [InlineData(Mistake.Contradiction, "env-all = true\nenv-none = true")]
    internal void What_the_parser_refuses_is_refused_here(Mistake mistake, string text) => Assert.Equal(mistake.ToString(), folder.Mistake(text));

    [Fact]
    public void Variables_home_and_wildcards_are_replaced_and_what_they_hold_means_itself()
    {
        string odd = folder.Root + "/o*d";
        foreach (string file in new[] { "b.x", "a.x", ".c.x", "a.y", "[id]" })
        {
            Directory.CreateDirectory(odd);
            File.WriteAllText(odd + "/" + file, string.Empty);
        }

        Directory.CreateDirectory(folder.Root + "/ood");
        File.WriteAllText(folder.Root + "/ood/z.x", string.Empty);
        folder.Add("p", "ro = ['${ODD}/*.x', '~', '~/f', '$$x$y', '/a\\*', '${ODD}/[id]', '${ODD}/\\[id]', '${XDG_CACHE_HOME}/n?']\n[optional]\nro = '${NOPE}'");

        Parsed parsed = Parsed.WithProfiles([.. folder.Environment, "ODD=" + odd], "--profile", folder.Root + "/landrun/profiles/p.toml", "ls");

        string home = folder.Root + "/home";
        Assert.Equal([odd + "/a.x", odd + "/b.x", home, home + "/f", "$x$y", "/a*", odd + "/[id]", odd + "/[id]", home + "/.cache/n?"], parsed.Paths.Select(path => path.Path));
    }

    [Theory]
    [InlineData("ro = '${PWD}'")]
    [InlineData("rw = '.'")]
    [InlineData("rw = './'")]
    [InlineData("fs = 'rw:${PWD}/.'")]
    public void The_working_directory_is_not_opened_where_it_holds_the_home_directory(string text)
    {
        string path = folder.Add("p", text);

        Assert.Contains("holds your whole home directory", Assert.Throws<UserException>(() => Parsed.WithProfiles(["HOME=" + Environment.CurrentDirectory + "/x"], "--profile", path, "ls")).Message, StringComparison.Ordinal);
        Assert.Contains("holds your whole home directory", Assert.Throws<UserException>(() => Parsed.WithProfiles(["HOME=" + Environment.CurrentDirectory], "--profile", path, "ls")).Message, StringComparison.Ordinal);
        Assert.Single(Parsed.WithProfiles(["HOME=" + Environment.CurrentDirectory + "x"], "--profile", path, "ls").Paths);
    }

    [Fact]
    public void The_switches_of_the_command_line_have_the_last_word()
    {
        Assert.True(folder.Read("best-effort = true", "--strict").Request.Strict);
        Assert.False(folder.Read("strict = true", "--best-effort").Request.Strict);
        Assert.False(folder.Read("dns = true", "--no-dns").Request.Dns);
        Assert.False(folder.Read("no-seccomp = true", "--no-seccomp=false").Request.NoSeccomp);
        Assert.Equal(EnvironmentMode.None, folder.Read("env-all = true", "--env-none").Request.Environment);
        Assert.True(folder.Read("strict = true").Request.Strict);
        // And of two values for a variable, the last.
        Assert.Equal(["A=1", "A=2"], folder.Read("env = 'A=1'", "--env", "A=2").Variables);
    }

    [Fact]
    public void Profiles_that_say_the_contrary_of_each_other_are_a_mistake()
    {
        string other = folder.Add("other", "\nstrict = false");

        string mistake = folder.Mistake("strict = true", "--profile", "other");

        Assert.Equal($"p(1,1): strict: contradicts {other}(2,1); leave one of them out, or say --strict on the command line. Nothing was run", mistake);
        Assert.True(folder.Read("strict = true", "--strict", "--profile", "other").Request.Strict);
    }

    [Fact]
    public void What_a_profile_says_of_its_paths_is_said_of_no_other()
    {
        folder.Add("other", "exec = true\nignore-missing = true\nro = '/o'");

        Parsed parsed = folder.Read("ro = '/p'", "--ro", "/c", "--profile", "other");

        Assert.Equal([("/c", Rights.ReadOnly), ("/o", Rights.ReadOnlyExecute), ("/p", Rights.ReadOnly)], parsed.Paths.Select(path => (path.Path, path.Rights)));
        Assert.Equal([false, true, false], Enumerable.Range(0, 3).Select(index => parsed.Request.Paths[index].Optional));
        Assert.False(parsed.Request.ExecuteEverywhere || parsed.Request.IgnoreMissing);
    }

    [Fact]
    public void What_is_included_comes_first_and_once()
    {
        folder.Add("a", "include = ['c']\nro = '/a'");
        folder.Add("b", "include = ['c', './a.toml']\nro = '/b'");
        folder.Add("c", "ro = '/c'");

        Assert.Equal(["/c", "/a", "/b", "/p"], folder.Read("ro = '/p'\ninclude = ['a', 'b']").Paths.Select(path => path.Path));
    }

    [Fact]
    public void A_profile_that_includes_its_own_name_builds_on_the_next_one()
    {
        folder.Add("base", "include = ['base']\nro = '/mine'");

        Parsed parsed = Parsed.WithProfiles(folder.Environment, "--profile", "base", "ls");

        Assert.Equal("/mine", parsed.Paths[^1].Path);
        Assert.True(parsed.Paths.Count > 1);
    }

    [Fact]
    public void Profiles_that_include_each_other_are_a_mistake()
    {
        folder.Add("a", "include = ['b']");
        folder.Add("b", "include = ['a']");

        string message = Assert.Throws<UserException>(() => Parsed.WithProfiles(folder.Environment, "--profile", "a", "ls")).Message;

        Assert.Contains("b.toml(1,12): a includes this profile in turn", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_profile_names_the_command_where_the_command_line_does_not()
    {
        string path = folder.Add("p", "command = ['cat', '${HOME}/$$x', '*', '']");

        Assert.Equal(["cat", folder.Root + "/home/$x", "*", ""], Parsed.WithProfiles(folder.Environment, "--profile", path).Command);
        Assert.Equal(["ls", "-l"], Parsed.WithProfiles(folder.Environment, "--profile", path, "--", "ls", "-l").Command);
        folder.Add("q", "command = ['q']");
        Assert.Equal(["q"], Parsed.WithProfiles(folder.Environment, "--profile", folder.Add("r", "include = ['p', 'q']\ncommand = ['q']")).Command);
        Assert.Contains("command contradicts", Assert.Throws<UserException>(() => Parsed.WithProfiles(folder.Environment, "--profile", "p,q")).Message, StringComparison.Ordinal);
    }
}
