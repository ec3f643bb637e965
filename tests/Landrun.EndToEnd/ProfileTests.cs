namespace Landrun.EndToEnd;

/// <summary>Profiles and policies with the published binary: who may write them, what is said, and that the command starts as without.</summary>
public sealed class ProfileTests : IDisposable
{
    private const string Policy = "{\"abi\": 5, \"ruleset\": [{\"handledAccessFs\": [\"abi.all\"]}], \"pathBeneath\": [{\"allowedAccess\": [\"abi.read_execute\"], \"parent\": [\"/usr\", \"/lib\", \"/lib64\", \"/bin\", \"/nope\"]}]}";

    private readonly Scene scene = new Scene(Account.Caller).Set("chmod 755 .; mkdir -p home/.config/landrun/profiles .landrun; echo text > file");

    public void Dispose() => scene.Dispose();

    [Fact]
    public void A_profile_opens_what_it_says_and_a_command_line_adds()
    {
        Write("p.toml", "include = ['base']\nro = '${HOME}/../file'\ncommand = ['cat', '${HOME}/../file']");

        Assert.Equal("text\n", Run("--profile", "./p.toml").Output);
        Assert.Equal(Promises.Kept(Promises.Files), Run("--profile", "./p.toml", "cat", "/etc/hostname").Errors.Contains("Permission denied"));
        Assert.Equal(0, Run("--profile", "./p.toml", "--ro", "/etc/hostname", "cat", "/etc/hostname").Status);
    }

    [Theory]
    [InlineData("rx = '/'")]
    [InlineData("ro = [1]")]
    [InlineData("ro = '/'; rw = '/'")]
    [InlineData("command = 'ls'")]
    [InlineData("ro = '/'\nro = '/'")]
    [InlineData("no-dns = true\ndns = true")]
    public void Nothing_runs_where_a_profile_has_a_mistake(string text)
    {
        Write("p.toml", text);
        Outcome outcome = Run("--profile", "./p.toml", "--unrestricted-filesystem", "sh", "-c", "echo ran");

        Assert.Equal((125, ""), (outcome.Status, outcome.Output));
        Assert.StartsWith("landrun: ./p.toml(", Assert.Single(outcome.Messages));
    }

    [Fact]
    public void Mistakes_of_values_are_said_as_on_the_command_line()
    {
        Write("p.toml", "connect-tcp = [80, 'http']");

        Assert.Equal(
            ["landrun: ./p.toml(1,20): --connect-tcp: http is not a port; write a number from 1 to 65535, a range 8000-8010, or a list of them"],
            Run("--profile", "./p.toml", "ls").Messages);
        Assert.StartsWith("landrun: no command; write", Assert.Single(Run("--profile", "base").Messages));
        Assert.Equal(["landrun: no profile p; landrun --list-profiles lists them, ./p is a file. Nothing was run"], Run("--profile", "p", "ls").Messages);
        Write("m.toml", "ro = ['/nope', '/no*pe']\n[optional]\nro = ['/nope2', '/nope2/*']");
        Assert.Equal(["landrun: no such path: --ro (./m.toml(1,7)) /nope, --ro (./m.toml(1,16)) /no*pe; nothing was run (--ignore-missing skips what does not exist)"], Run("--profile", "./m.toml", "ls").Messages[^1..]);
    }

    [Fact]
    public void An_optional_path_whose_variable_is_not_set_is_passed_over_and_said_so_to_who_asks()
    {
        Write("p.toml", "rox = ['/usr', '/lib', '/lib64']\n[optional]\nro = '${NO_SUCH_VARIABLE}/x'");

        Assert.Equal(
            "landrun: skipped: ./p.toml(3,6): ${NO_SUCH_VARIABLE}/x: the variable NO_SUCH_VARIABLE is not set or empty",
            Run("--profile", "./p.toml", "--log-level", "info", "/bin/true").Messages[0]);
        Assert.Empty(Run("--profile", "./p.toml", "/bin/true").Messages);
    }

    [Theory]
    [InlineData("chmod g+w p.toml", "others may write it; type chmod go-w ")]
    [InlineData("chmod o+w p.toml", "others may write it; type chmod go-w ")]
    [InlineData("chown 65534 p.toml", "belongs to user 65534, neither to you nor to root")]
    [InlineData("chmod 777 .", "its directory is writable for others")]
    [InlineData("chown 65534 .", "its directory belongs to user 65534")]
    [InlineData("rm p.toml; mkfifo p.toml", "not a file")]
    [InlineData("rm p.toml; mkdir p.toml", "not a file")]
    [InlineData("rm p.toml; ln -s /dev/zero p.toml", "not a file")]
    [InlineData("mkdir a; chmod 777 a; mkdir a/b; mv p.toml a/b; ln -s a/b/p.toml p.toml", "a directory 1 above its own is writable for others")]
    [InlineData("mkdir a; mv p.toml a; chmod 777 .; cd a; ln -s p.toml q.toml; cd ..; ln -s a/p.toml p.toml", "writable for others")]
    [InlineData("head -c 2000000 /dev/zero > p.toml", "longer than 1048576 bytes")]
    [InlineData("printf 'ro = 1\\n \\377' > p.toml", "p.toml(2,2): not UTF-8")]
    public void A_file_that_others_could_change_is_refused(string change, string message)
    {
        Assert.SkipUnless(Machine.IsRoot, "only root can give files away");
        Write("p.toml", "include = ['base']");
        Assert.Equal(0, Run("--profile", "./p.toml", "true").Status);

        scene.Set(change);
        Outcome outcome = Run("--profile", "./p.toml", "true");

        Assert.Equal(125, outcome.Status);
        Assert.Contains(message, Assert.Single(outcome.Messages));
        Assert.Contains(message, Assert.Single(Run("--policy", "p.toml", "true").Messages));
    }

    [Fact]
    public void Another_users_profile_is_refused_and_roots_is_not()
    {
        Assert.SkipUnless(Machine.IsRoot, "only root can become another user");
        Write("p.toml", "include = ['base']");
        scene.Set("cp p.toml q.toml; chown 65533 q.toml; cp p.toml r.toml; chown 65534 r.toml");

        Outcome RunAsNobody(string file) => Machine.Run(Account.Nobody, [Machine.Landrun, "--profile", scene.Root + file, "true"], new() { ["HOME"] = scene.Root + "/home" });
        Assert.Equal(0, RunAsNobody("/p.toml").Status);
        Assert.Equal(0, RunAsNobody("/r.toml").Status);
        Assert.Contains("neither to you nor to root", RunAsNobody("/q.toml").Errors);
    }

    [Fact]
    public void Names_are_looked_up_at_home_and_never_in_the_working_directory()
    {
        Write(".landrun/web.toml", "ro = '/project'\ndescription = 'of the project'");
        Write("web.toml", "ro = '/here'");
        Assert.Contains("no profile web", Run("--profile", "web", "ls").Errors);
        Assert.Contains("/project", Run("--profile", "./.landrun/web.toml", "ls").Errors);

        Write("home/.config/landrun/profiles/web.toml", "ro = '/user'\ndescription = \"of the user\\u001b[31m\"");
        Assert.Contains("/.config/landrun/profiles/web.toml(1,6)) /user", Run("--profile", "web", "ls").Errors);
        string[] list = Run("--list-profiles").Lines;
        Assert.Contains(list, line => line.StartsWith("web ", StringComparison.Ordinal) && line.EndsWith("of the user?[31m", StringComparison.Ordinal));
        Assert.Contains(list, line => line.StartsWith("./.landrun/web.toml ", StringComparison.Ordinal));
        Assert.Contains(list, line => line.StartsWith("git ", StringComparison.Ordinal) && line.Contains(" landrun "));
        Assert.Equal("ro = '/user'\ndescription = \"of the user\\u001b[31m\"", Run("--show-profile", "web").Output);
        Assert.Equal(File.ReadAllText(Machine.Repository + "/profiles/git.toml"), Run("--show-profile=git").Output);
    }

    [Fact]
    public void Under_a_profile_the_command_starts_as_without_one()
    {
        const string Probe = "grep -E '^(Sig(Ign|Blk|Cgt)|Threads|NoNewPrivs)' /proc/self/status; ls /proc/self/fd; ulimit -a; umask";
        string[] rules = ["--rox", "/usr,/bin,/lib,/lib64", "--ro", "/proc"];
        Write("p.toml", "rox = ['/usr']\nro = '/proc'\n[optional]\nrox = ['/bin', '/lib', '/lib64']");
        // Descriptors of the runtime's own must not pass even where the command line names their numbers.
        string[] named = [.. Enumerable.Range(3, 30).Select(number => "/dev/fd/" + number)];

        Outcome without = Run([.. rules, "bash", "-c", Probe, .. named]);
        Outcome with = Run(["--profile", "./p.toml", "bash", "-c", Probe, .. named]);

        Assert.Equal((0, without.Output), (with.Status, with.Output));
    }

    [Fact]
    public void A_policy_of_landlockconfig_is_enforced()
    {
        Machine.NeedsLandlock();
        Write("p.json", Policy);
        Write("net.toml", "abi = 4\n[[ruleset]]\nhandled_access_net = ['abi.all']\n");
        string connect = $"exec 3<>/dev/tcp/127.0.0.1/{Machine.FreePort()}";

        Assert.Equal("", Run("--policy", "p.json", "sh", "-c", ": < /usr/bin/env").CommandErrors);
        Assert.Contains("Permission denied", Run("--policy", "p.json", "cat", "file").Errors);
        // Ports are not mentioned: left alone, unless something else is opened beside the policy.
        Assert.Contains("Connection refused", Run("--policy", "p.json", "bash", "-c", connect).Errors);
        Assert.Contains("Permission denied", Run("--policy", "p.json", "--ro", "file", "bash", "-c", connect).Errors);
        Assert.Contains("Permission denied", Run("--policy", "net.toml", "bash", "-c", connect).Errors);
        Assert.Equal("text\n", Run("--policy", "net.toml", "cat", "file").Output);
        // Of both together the common holds: nothing.
        Assert.Equal("text\n", Run("--policy", "net.toml,p.json", "cat", "file").Output);
    }

    private void Write(string name, string text) => File.WriteAllText(scene.Root + "/" + name, text);

    private Outcome Run(params string[] arguments) =>
        Machine.Run(
            Account.Caller,
            ["/bin/bash", "-c", "umask 022; cd \"$1\"; shift; exec \"$@\"", "bash", scene.Root, Machine.Landrun, .. arguments],
            new() { ["HOME"] = scene.Root + "/home", ["XDG_CONFIG_HOME"] = "" });
}
