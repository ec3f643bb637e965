using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Landrun.EndToEnd;

/// <summary>What is learned from a run is enough for the next one, and no more than a person would have written.</summary>
public sealed class LearnTests
{
    private readonly string port = Machine.FreePort().ToString(CultureInfo.InvariantCulture);

    /// <summary>Programs at work in a directory of their own: what sets the scene, and what is run.</summary>
    public static TheoryData<string, string, string> Programs => new()
    {
        { "ls", "mkdir d; touch d/a d/b", "ls d" },
        { "cat", "echo text > f", "cat f" },
        { "curl", string.Empty, "curl --version" },
        { "git", "git init -q src; cd src; echo t > f; git add f; git -c user.name=a -c user.email=a@b commit -qm one", "git -C src --no-pager log --oneline" },
        { "git", "git init -q src; cd src; echo t > f; git add f; git -c user.name=a -c user.email=a@b commit -qm one", "sh -c 'rm -rf copy; git clone -q src copy; cat copy/f'" },
        { "python3", string.Empty, "python3 -c 'import ssl, json; print(json.dumps({\"a\": ssl.OPENSSL_VERSION}))'" },
        { "pip", string.Empty, "pip --version" },
        { "node", "echo text > f", "node -e 'console.log(require(\"fs\").readFileSync(\"f\", \"utf8\"))'" },
        { "gcc", "echo 'int main(void) { return 0; }' > h.c", "gcc h.c -o h" },
        { "make", "mkdir p; echo 'int main(void) { return 0; }' | tee p/a.c > p/b.c; printf 'all: a b\\na: a.c\\n\\tgcc -o a a.c\\nb: b.c\\n\\tgcc -o b b.c\\n' > p/Makefile", "make -s -B -j2 -C p" },
        { "bash", "echo text > f", "bash -c 'cat f | sort | wc -l; for i in 1 2 3; do echo $i; done > t; cat t'" },
        { "perl", string.Empty, "perl -e 'use POSIX; print POSIX::floor(2.5), \"\\n\"; open F, \">\", \"out\"; print F 1; close F'" },
        { "tar", "mkdir d; touch d/a d/b", "tar cf d.tar d" },
        { "sqlite3", string.Empty, "sqlite3 x.db 'drop table if exists t; create table t(a); insert into t values (1); select * from t;'" },
        { "vim", string.Empty, "vim -es -u NONE -c 'call setline(1, \"hello\")' -c 'w! out' -c q" },
        { "ssh-keygen", string.Empty, "sh -c 'rm -f k k.pub; ssh-keygen -q -t ed25519 -N \"\" -f k'" },
        { "dotnet", string.Empty, "dotnet --list-runtimes" },
    };

    [Theory]
    [MemberData(nameof(Programs))]
    public void What_was_learned_lets_the_program_work(string tool, string scene, string command)
    {
        Machine.Tool(tool);
        foreach (Account account in (Account[])[Account.Caller, Account.Nobody])
        {
            using Scene place = new Scene(account).Set("mkdir home work; cd work; export HOME=$PWD/../home; " + scene);
            string work = place.Root + "/work";
            Outcome native = Machine.Shell(account, "cd \"$1\"; HOME=$1/../home; " + command, work);
            if (account == Account.Nobody && native.Status != 0)
            {
                // Some of the tools on this machine are root's own.
                continue;
            }

            Learned learned = new(Machine.Shell(account, "cd \"$1\"; HOME=$1/../home; exec \"$2\" --learn -- " + command, work, Machine.Landrun));
            Assert.Equal((native.Status, native.Output), (learned.Outcome.Status, learned.Outcome.Output));
            Outcome again = learned.Paste(account, work, work + "/../home");
            Assert.Equal((native.Status, native.Output), (again.Status, again.Output));
            AssertNarrow(learned.Line, place.Root);
        }
    }

    [Fact]
    public void A_server_that_is_started_and_fetched_from_learns_its_ports()
    {
        string node = Machine.Tool("node");
        string script = $"const s = require('http').createServer((q, r) => r.end('from node')).listen({port}, '127.0.0.1', async () => {{ console.log(await (await fetch('http://127.0.0.1:{port}/')).text()); s.close(); process.exit(0); }});";
        using Scene scene = new(Account.Caller);

        Learned learned = Learned.Watch(Account.Caller, scene.Root, ["--learn"], node, "-e", script);
        Assert.Equal(["from node"], learned.Outcome.Lines);
        Assert.Contains($" --bind-tcp {port} --connect-tcp {port} ", learned.Line);
        Assert.Equal(["from node"], learned.Paste(Account.Caller, scene.Root).Lines);
    }

    [Fact]
    public void Nginx_serves_a_page_under_what_was_learned()
    {
        string nginx = Machine.Tool("nginx");
        string curl = Machine.Tool("curl");
        using Scene scene = new Scene(Account.Caller).Set("mkdir -p www log; echo hello from nginx > www/index.html; chmod -R a+rX .");
        File.WriteAllText(
            scene.Root + "/nginx.conf",
            $"daemon off; pid {scene.Root}/log/pid; error_log {scene.Root}/log/error; events {{}} http {{ access_log {scene.Root}/log/access; client_body_temp_path {scene.Root}/log/b; proxy_temp_path {scene.Root}/log/p; fastcgi_temp_path {scene.Root}/log/f; uwsgi_temp_path {scene.Root}/log/u; scgi_temp_path {scene.Root}/log/s; server {{ listen 127.0.0.1:{port}; root {scene.Root}/www; }} }}");
        string[] fetch = [curl, "-sS", "--noproxy", "*", "--max-time", "20", $"http://127.0.0.1:{port}/"];
        Learned Serve(string[] command)
        {
            using Process server = Machine.Start(Account.Caller, command);
            Assert.Equal(["await-tcp=0"], Machine.Run(Account.Caller, [Machine.Probe, "await-tcp", port]).Lines);
            Assert.Equal(["hello from nginx"], Machine.Run(Account.Caller, fetch).Lines);
            Machine.Shell(Account.Caller, "kill -QUIT $(cat \"$1\"/log/pid)", scene.Root);
            return new Learned(Machine.End(server));
        }

        Learned learned = Serve([Machine.Landrun, "--learn", "--", nginx, "-c", scene.Root + "/nginx.conf"]);
        Assert.Equal(0, learned.Outcome.Status);
        Assert.Contains(" --bind-tcp " + port, learned.Line);
        Outcome again = Serve(["/bin/bash", "-c", "landrun() { exec \"$LANDRUN\" \"$@\"; }; LANDRUN=$1; eval \"$2\"", "bash", Machine.Landrun, learned.Line]).Outcome;
        Assert.Equal((0, ""), (again.Status, again.Errors));
    }

    [Fact]
    public void Runs_merge_only_what_the_given_options_lack_is_reported()
    {
        using Scene scene = new Scene(Account.Caller).Set("mkdir a b; echo 1 > a/f; echo 2 > b/f");
        Learned first = Learned.Watch(Account.Caller, scene.Root, ["--learn"], "/bin/cat", "a/f");
        string options = first.Line["landrun ".Length..first.Line.IndexOf(" -- ", StringComparison.Ordinal)];

        Learned second = Learned.Watch(Account.Caller, scene.Root, ["--learn", .. options.Split(' ')], "/bin/cat", "b/f");
        Assert.StartsWith("landrun " + options + " ", second.Line);
        Assert.EndsWith($" --ro {scene.Root}/b/f -- /bin/cat b/f", second.Line);
        Assert.Equal(["2"], second.Paste(Account.Caller, scene.Root).Lines);
    }

    [Fact]
    public void The_line_survives_a_shell_whatever_the_names()
    {
        using Scene scene = new(Account.Caller);
        string name = "it's a, $(touch ran) `b` \"c\" \\,\t*";
        File.WriteAllText(scene.Root + "/" + name, "text\n");

        Learned learned = Learned.Watch(Account.Caller, scene.Root, ["--learn"], "/bin/cat", name);
        Assert.Equal(["text"], learned.Outcome.Lines);
        Outcome again = learned.Paste(Account.Caller, scene.Root);
        Assert.Equal((0, "text\n", ""), (again.Status, again.Output, again.Errors));
        Assert.False(File.Exists(scene.Root + "/ran"));
    }

    [Fact]
    public void Secrets_and_homes_are_not_opened_by_widening()
    {
        using Scene scene = new Scene(Account.Caller).Set("mkdir -p home/.ssh home/.gnupg work; for i in 1 2 3 4 5 6; do echo $i > home/.ssh/$i; echo $i > home/$i; mkdir home/d$i; echo $i > home/d$i/f; done");
        string home = scene.Root + "/home";
        Outcome outcome = Machine.Shell(Account.Caller, "cd \"$1\"/work; export HOME=$1/home; exec \"$2\" --learn -- sh -c 'cat ~/.ssh/* ~/[1-6] ~/d*/f; ls ~ ~/.ssh; echo new > ~/new; rm ~/6'", scene.Root, Machine.Landrun);
        Learned learned = new(outcome);

        string[] paths = [.. learned.Line.Split(' ', ',', ':')];
        Assert.DoesNotContain(home, paths);
        Assert.DoesNotContain(home + "/.ssh", paths);
        Assert.DoesNotContain(scene.Root, paths);
        Assert.Contains(home + "/.ssh/1", paths);
        Assert.Contains(learned.Notes, note => note.Contains(home + "/.ssh/1 may hold secrets"));
        Assert.Contains(learned.Notes, note => note.Contains($"files were made or removed in {home}: not opened"));
        Assert.Contains(learned.Notes, note => note.Contains(home + " was listed: not opened"));
    }

    [Fact]
    public void Only_what_succeeded_counts()
    {
        using Scene scene = new Scene(Account.Nobody).Set("mkdir shut; echo 1 > shut/f; chmod 0 shut/f; echo 2 > open");
        Learned learned = Learned.Watch(Account.Nobody, scene.Root, ["--learn"], "/bin/cat", "open", "shut/f", "missing");

        Assert.Equal(1, learned.Outcome.Status);
        Assert.Contains(scene.Root + "/open", learned.Line);
        Assert.DoesNotContain(scene.Root + "/shut", learned.Line.Split(" -- ")[0]);
        Assert.DoesNotContain("missing", learned.Line.Split(" -- ")[0]);
    }

    [Fact]
    public void A_device_that_did_not_open_and_what_another_user_may_not_read_do_not_count()
    {
        using Scene scene = new Scene(Account.Caller).Set("chmod 755 .; echo 1 > own; chmod 600 own; echo 2 > open; chmod 644 open");
        Learned learned = Learned.Watch(
            Account.Caller, scene.Root, ["--learn"], "/bin/sh", "-c", "setsid -w cat /dev/tty; cat /dev/zero | head -c 1; setpriv --reuid=65534 --clear-groups cat open own");

        Assert.Contains(scene.Root + "/open", learned.Line);
        Assert.Contains("/dev/zero", learned.Line.Split(" -- ")[0]);
        Assert.DoesNotContain("/dev/tty", learned.Line.Split(" -- ")[0]);
        Assert.DoesNotContain(scene.Root + "/own", learned.Line.Split(" -- ")[0]);
    }

    [Fact]
    public void What_else_is_restricted_stays()
    {
        using Scene scene = new(Account.Caller);
        Outcome outcome = Learned.Watch(Account.Caller, scene.Root, ["--learn", "--env", "EXTRA=1"], "/bin/sh", "-c", "echo $EXTRA; kill -0 $PPID").Outcome;

        Assert.Equal("1", outcome.Lines[0]);
        Assert.NotEqual(0, outcome.Status);
    }

    [Fact]
    public void A_policy_file_is_written_and_what_later_runs_lack_is_added()
    {
        // A profile is used only from where nobody else may write.
        string folder = Directory.CreateDirectory("/var/tmp/landrun-merged-" + Guid.NewGuid().ToString("N"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
        try
        {
            string policy = folder + "/policy.toml";
            Machine.Shell(Account.Caller, "cd \"$1\"; mkdir work; echo one > work/one; echo two > work/two; cp /bin/true work/run", folder);
            Learned Run(string script) => Learned.Watch(Account.Caller, folder + "/work", ["--learn=../policy.toml"], "/bin/bash", "-c", script);
            Outcome Use(string script) => Machine.Shell(Account.Caller, "cd \"$1\"; exec \"$2\" --profile ../policy.toml -- /bin/bash -c \"$3\"", folder + "/work", Machine.Landrun, script);

            Learned first = Run("cat one");
            Assert.Contains("landrun: written: ../policy.toml", first.Notes);
            string file = File.ReadAllText(policy);
            Assert.Contains("command = [\"/bin/bash\", \"-c\", \"cat one\"]\nadd-exec = true\n", file);
            Assert.Contains($"    \"{folder}/work/one\",\n", file);
            Assert.Equal((0, "one\n"), (Use("cat one").Status, Use("cat one").Output));
            Assert.NotEqual(0, Use("./run; cat two").Status);

            File.SetUnixFileMode(policy, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            Learned second = Run("./run; cat two");
            Assert.Contains($"landrun: added to ../policy.toml: --rox {folder}/work/run --ro {folder}/work/two", second.Notes);
            Assert.Equal((0, "two\n"), (Use("./run; cat two").Status, Use("./run; cat two").Output));
            Assert.Equal((0, "one\n"), (Use("cat one").Status, Use("cat one").Output));
            // The line holds for both, as the file does; the file keeps its command, and its mode.
            Assert.Contains(folder + "/work/one", second.Line.Split(" -- ")[0]);
            Assert.Contains("\"cat one\"]", File.ReadAllText(policy));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(policy));
            Assert.Equal(["policy.toml", "work"], Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).Order());

            file = File.ReadAllText(policy);
            Assert.Contains("landrun: ../policy.toml has all of it already", Run("cat two; cat one").Notes);
            Assert.Equal(file, File.ReadAllText(policy));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("echo '# mine' >> policy.toml", "has more in it than --learn wrote")]
    [InlineData("echo 'allow-missing = true' >> policy.toml", "has more in it than --learn wrote")]
    [InlineData("sed -i 's/cat/dog/; s/, /,/' policy.toml", "has more in it than --learn wrote")]
    [InlineData("echo 'ro = [' > policy.toml", "is not a profile that --learn wrote")]
    [InlineData("rm policy.toml; mkdir policy.toml", "is not a regular file")]
    [InlineData("mv policy.toml real.toml; ln -s real.toml policy.toml", "is a symbolic link")]
    [InlineData("chown 12345 policy.toml", "is another user's")]
    public void What_a_person_wrote_is_not_overwritten(string edit, string reason)
    {
        Assert.SkipWhen(edit.StartsWith("chown", StringComparison.Ordinal) && !Machine.IsRoot, "only root gives files away");
        using Scene scene = new Scene(Account.Caller).Set("echo text > f; echo text > g");
        Learned.Watch(Account.Caller, scene.Root, ["--learn=policy.toml"], "/bin/cat", "f");
        Machine.Shell(Account.Caller, "cd \"$1\"; " + edit, scene.Root);
        string Contents() => Machine.Shell(Account.Caller, "cd \"$1\"; ls -l; cat policy.toml real.toml", scene.Root).Output;
        string before = Contents();

        Learned second = Learned.Watch(Account.Caller, scene.Root, ["--learn=policy.toml"], "/bin/cat", "g");
        Assert.Equal((0, "text\n"), (second.Outcome.Status, second.Outcome.Output));
        Assert.Contains(second.Notes, note => note.StartsWith("landrun: NOT written: policy.toml " + reason, StringComparison.Ordinal) && note.EndsWith("--learn --profile ./policy.toml", StringComparison.Ordinal));
        Assert.Contains(scene.Root + "/g", second.Line);
        Assert.Equal(before, Contents());
    }

    [Theory]
    [InlineData("--learn=", "a value is missing")]
    [InlineData("--explain=maybe", "neither true nor false")]
    public void A_wrong_value_runs_nothing(string option, string message)
    {
        Outcome outcome = Machine.Sandbox(Account.Caller, option, "--", "/bin/true");
        Assert.Equal(125, outcome.Status);
        Assert.Contains(message, Assert.Single(outcome.Messages));
    }

    [Fact]
    public void To_learn_and_to_explain_at_once_is_a_contradiction()
    {
        Outcome outcome = Machine.Sandbox(Account.Caller, "--learn", "--explain", "--", "/bin/true");
        Assert.Equal(125, outcome.Status);
        Assert.Contains("contradicts --learn", Assert.Single(outcome.Messages));
    }

    /// <summary>None of the rules is for a place that a person would not open.</summary>
    private static void AssertNarrow(string line, string scene)
    {
        // What was listed by its name may be.
        string[] paths = line.Split(" -- ")[0].Split(" --fs read_dir:")[0].Split(' ', ',', ':');
        foreach (string broad in (string[])["/", "/usr", "/usr/bin", "/etc", "/home", "/root", "/var", "/dev", "/run", "/sys", "/bin", scene, scene + "/home"])
        {
            Assert.DoesNotContain(broad, paths);
        }
    }
}
