using Landrun.CommandLine;
using Landrun.Landlock;
using Landrun.Landlock.Kernel;
using Landrun.Policy;

namespace Landrun.Tests;

/// <summary>Policies in landlockconfig's format, with the constructs of its published examples.</summary>
public sealed class PolicyReaderTests : IDisposable
{
    private const FileSystemRights Abi5 = (FileSystemRights)0xffff;

    private readonly ProfileFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("abi = 5\n[[ruleset]]\nhandled_access_fs = ['abi.all']\nhandled_access_net = ['bind_tcp']\n[[path_beneath]]\nallowed_access = ['abi.read_execute']\nparent = ['.', '/usr',]\n[[path_beneath]]\nallowed_access = ['abi.read_write']\nparent = ['/tmp']\n[[net_port]]\nallowed_access = ['bind_tcp']\nport = [80, 443,]\n")]
    [InlineData(" {\"abi\": 5, \"ruleset\": [{\"handledAccessFs\": [\"abi.all\"], \"handledAccessNet\": [\"bind_tcp\"]}], \"pathBeneath\": [{\"allowedAccess\": [\"abi.read_execute\"], \"parent\": [\".\", \"/usr\"]}, {\"allowedAccess\": [\"abi.read_write\"], \"parent\": [\"/tmp\"]}], \"netPort\": [{\"allowedAccess\": [\"bind_tcp\"], \"port\": [80, 443]}]}")]
    public void Both_formats_mean_the_same(string text)
    {
        Parsed parsed = Read(text);

        FileSystemRights read = Rights.ReadOnlyExecute | FileSystemRights.Refer;
        Assert.Equal([(".", read, Option.Policy), ("/usr", read, Option.Policy), ("/tmp", Abi5 & ~FileSystemRights.Execute, Option.Policy)], parsed.Paths);
        Assert.Equal([(80, 80, NetworkRights.BindTcp), (443, 443, NetworkRights.BindTcp)], parsed.Ports);
        SandboxPolicy policy = SandboxPolicy.From(parsed.Request);
        Assert.Equal((Abi5, NetworkRights.BindTcp, Scopes.None), (policy.Closed.FileSystem, policy.Closed.Network, policy.Closed.Scopes));
        Assert.True(parsed.Request.Paths[0].Optional);
    }

    [Fact]
    public void What_nothing_mentions_is_left_alone()
    {
        SandboxPolicy policy = SandboxPolicy.From(Read("{\"abi\": 6, \"ruleset\": [{\"handledAccessNet\": [\"abi.all\"], \"scoped\": [\"abi.all\"]}]}").Request);

        Assert.Equal((FileSystemRights.None, NetworkRights.BindTcp | NetworkRights.ConnectTcp, Scopes.AbstractUnixSocket | Scopes.Signal), (policy.Closed.FileSystem, policy.Closed.Network, policy.Closed.Scopes));
    }

    [Fact]
    public void Rights_that_a_rule_uses_are_handled()
    {
        SandboxPolicy policy = SandboxPolicy.From(Read("[[path_beneath]]\nallowed_access = ['write_file']\nparent = ['/tmp']\n[[net_port]]\nallowed_access = ['connect_tcp']\nport = [0]").Request);

        Assert.Equal((FileSystemRights.WriteFile, NetworkRights.ConnectTcp, Scopes.None), (policy.Closed.FileSystem, policy.Closed.Network, policy.Closed.Scopes));
        // A rule of a policy opens no more than it says: no name resolution.
        Assert.Equal(NetworkRights.ConnectTcp, policy.OpenedPorts);
    }

    [Theory]
    [InlineData("--ro", "/x")]
    [InlineData("--connect-tcp", "443")]
    [InlineData("--dns")]
    public void Beside_anything_else_that_opens_the_rest_is_closed(params string[] words)
    {
        SandboxPolicy policy = SandboxPolicy.From(Read("[[ruleset]]\nhandled_access_fs = ['execute']", words).Request);

        Assert.True((AccessMasks.Known(AbiTable.Newest) - policy.Closed).IsEmpty);
    }

    [Fact]
    public void A_variable_with_several_values_stands_for_as_many_paths()
    {
        Parsed parsed = Read("[[variable]]\nname = 'a'\nliteral = ['y', 'x', 'x']\n[[variable]]\nname = 'b'\nliteral = '1'\n[[variable]]\nname = 'b'\nliteral = ['2']\n[[variable]]\nname = 'none'\n[[path_beneath]]\nallowed_access = ['execute']\nparent = ['/${a}/${b}', '$$${a}$', '${none}/x', '{${b}']");

        Assert.Equal(["/x/1", "/x/2", "/y/1", "/y/2", "$x$", "$y$", "{1", "{2"], parsed.Paths.Select(path => path.Path));
    }

    [Fact]
    public void Several_policies_share_what_all_handle_and_the_rules_and_variables_of_each()
    {
        string one = folder.Add("one", "abi = 5\n[[variable]]\nname = 'rw'\nliteral = ['/tmp']\n[[path_beneath]]\nallowed_access = ['abi.all']\nparent = ['/usr', '${rw}']");
        string two = folder.Add("two", "abi = 4\n[[variable]]\nname = 'rw'\nliteral = ['/home']\n[[ruleset]]\nhandled_access_fs = ['abi.all']\nscoped = ['signal']\n[[path_beneath]]\nallowed_access = ['execute']\nparent = ['/opt']");

        Parsed parsed = Parsed.WithProfiles([], "--policy", one + "," + two, "ls");

        FileSystemRights abi4 = Abi5 & ~FileSystemRights.DeviceIoctl;
        Assert.Equal([("/usr", abi4), ("/home", abi4), ("/tmp", abi4), ("/opt", FileSystemRights.Execute)], parsed.Paths.Select(path => (path.Path, path.Rights)));
        SandboxPolicy policy = SandboxPolicy.From(parsed.Request);
        Assert.Equal((abi4, Scopes.None), (policy.Closed.FileSystem, policy.Closed.Scopes));
    }

    [Theory]
    [InlineData("p(1,1): an empty policy restricts nothing", "")]
    [InlineData("p(1,1): an empty policy restricts nothing", "abi = 5")]
    [InlineData("p(1,1): unknown key foo; here stand abi, variable, ruleset, path_beneath, net_port", "foo = []")]
    [InlineData("p(1,2): unknown key path_beneath; here stand abi, variable, ruleset, pathBeneath, netPort", "{\"path_beneath\": []}")]
    [InlineData("p(1,1): unknown key pathBeneath; here stand abi, variable, ruleset, path_beneath, net_port", "pathBeneath = []")]
    [InlineData("p(1,11): ruleset takes a list of tables, and at least one", "ruleset = []")]
    [InlineData("p(1,12): an empty ruleset", "ruleset = [{}]")]
    [InlineData("p(1,35): ruleset takes a list of tables, and at least one", "ruleset = [{scoped = ['signal']}, 1]")]
    [InlineData("p(1,7): abi takes a number from 1", "abi = 0\n[[ruleset]]\nscoped = ['signal']")]
    [InlineData("p(2,11): abi.all needs a line abi = N", "[[ruleset]]\nscoped = ['abi.all']")]
    [InlineData("p(2,11): execute is not a right that stands here", "[[ruleset]]\nscoped = ['execute']")]
    [InlineData("p(2,22): bind_tcp is not a right that stands here", "[[ruleset]]\nhandled_access_fs = ['bind_tcp']")]
    [InlineData("p(2,21): handled_access_fs takes a list of strings, and at least one", "[[ruleset]]\nhandled_access_fs = []")]
    [InlineData("p(1,3): parent is missing", "[[path_beneath]]\nallowed_access = ['execute']")]
    [InlineData("p(3,11): parent takes a list of strings, and at least one", "[[path_beneath]]\nallowed_access = ['execute']\nparent = [2]")]
    [InlineData("p(3,11): the variable b is not there", "[[path_beneath]]\nallowed_access = ['execute']\nparent = ['${b}']")]
    [InlineData("p(3,11): ${ has no }", "[[path_beneath]]\nallowed_access = ['execute']\nparent = ['${b']")]
    [InlineData("p(3,9): port takes a number from 0 to 65535", "[[net_port]]\nallowed_access = ['bind_tcp']\nport = [65536]")]
    [InlineData("p(2,8): name takes a letter, and letters, digits and _ behind it", "[[variable]]\nname = '_a'")]
    [InlineData("p(1,10): not JSON", "{\"abi\": 5")]
    [InlineData("p(1,27): abi is there already, in line 1; write both as one", "{\"ruleset\": [], \"abi\": 1, \"abi\": 2}")]
    public void A_mistake_is_said_with_its_place(string message, string text)
    {
        string path = folder.Add("p", text);
        string said = Assert.Throws<UserException>(() => Parsed.WithProfiles([], "--policy", path, "ls")).Message;

        Assert.Equal(message, said.Replace(path, "p", StringComparison.Ordinal).Replace("; nothing was run", string.Empty, StringComparison.Ordinal));
    }

    private Parsed Read(string text, params string[] words) => Parsed.WithProfiles([], [.. words, "--policy", folder.Add("p", text), "ls"]);
}
