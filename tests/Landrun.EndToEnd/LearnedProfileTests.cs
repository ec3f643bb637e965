using Xunit;

namespace Landrun.EndToEnd;

/// <summary>What <c>--learn=FILE</c> writes is a profile: the command runs from it without an edit.</summary>
public sealed class LearnedProfileTests : IDisposable
{
    /// <summary>A profile is used only from where nobody else may write. Not in /tmp, which temporary files open.</summary>
    private readonly string folder = Directory.CreateDirectory("/var/tmp/landrun-learned-" + Guid.NewGuid().ToString("N"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;

    public LearnedProfileTests() =>
        Assert.Equal(0, Machine.Shell(Account.Caller, "cd \"$1\"; mkdir project; cd project; echo text > file; printf 'int main(void) { return 0; }\\n' > a.c; printf 'all:\\n\\tcat file\\n' > Makefile", folder).Status);

    public static TheoryData<string, string> Programs => new()
    {
        { "ls", "-l ." },
        { "cat", "file" },
        { "tar", "cf out.tar file" },
        { "perl", "-ne print file" },
        { "git", "--version" },
        { "curl", "--version" },
        { "gcc", "-c a.c -o a.o" },
        { "make", "" },
        { "sqlite3", "data.db 'create table if not exists t(a); insert into t values(1); select max(a) from t'" },
        { "bash", "-c 'cat file | tr a-z A-Z; echo $((6 * 7))'" },
        { "node", "-e 'console.log(require(`fs`).readFileSync(`file`, `utf8`))'" },
        { "python3", "-c 'import json, ssl; print(json.dumps(open(`file`).read().strip()))'" },
    };

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_learned_profile_runs_its_command(string program, string arguments)
    {
        string tool = program == "python3" ? Machine.Python() : Machine.Tool(program);
        string command = tool + " " + arguments.Replace('`', '"');
        Outcome Run(string start) => Machine.Shell(Account.Caller, "cd \"$1/project\"; export LC_ALL=C; " + start, folder, Machine.Landrun);

        Outcome learned = Run("exec \"$2\" --learn=../learned.toml -- " + command);
        Outcome run = Run("exec \"$2\" --profile ../learned.toml");

        Assert.Equal((0, 0), (learned.Status, run.Status));
        Assert.Equal(learned.Output, run.Output);
        Assert.Empty(run.Errors);
        // It opens what was used, not all: what lies beside the project stays closed.
        Assert.Equal(1, Run("exec \"$2\" --profile ../learned.toml --rox /usr,/bin,/lib,/lib64 -- cat ../learned.toml").Status);
    }

    [Theory]
    [InlineData("--learn")]
    [InlineData("--explain")]
    public void A_profiles_own_command_is_watched(string option)
    {
        File.WriteAllText(folder + "/command.toml", "command = [\"cat\", \"file\"]\nrox = [\"/usr\", \"/lib\", \"/lib64\"]\n");

        Outcome watched = Machine.Shell(Account.Caller, "cd \"$1/project\"; exec \"$2\" --profile ../command.toml \"$3\"", folder, Machine.Landrun, option);

        Assert.Equal(option == "--learn" ? 0 : 1, watched.Status);
        Assert.StartsWith("landrun --profile ../command.toml --ro ", watched.Errors.TrimEnd().Split('\n')[^1]);
        Assert.EndsWith("/project/file -- cat file\n", watched.Errors);
    }
}
