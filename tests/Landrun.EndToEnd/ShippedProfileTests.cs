using System.Diagnostics;
using System.Net.Sockets;

namespace Landrun.EndToEnd;

/// <summary>Each shipped profile, by the tool that it is for at real work, started in a project of a home directory that has a key.</summary>
public sealed class ShippedProfileTests : IDisposable
{
    /// <summary>An address of loopback where even the ports that profiles name are free.</summary>
    private const string Address = "127.0.0.77";

    /// <summary>Not in /tmp, which some profiles open.</summary>
    private readonly Scene scene = new Scene(Account.Caller, "/var/tmp").Set("mkdir -p home/.ssh project; echo SECRET > home/.ssh/id_ed25519");

    public static TheoryData<string> Names =>
        [.. Directory.EnumerateFiles(Machine.Repository + "/profiles", "*.toml").Select(path => Path.GetFileNameWithoutExtension(path)).Order()];

    private string Project => scene.Root + "/project";

    public void Dispose() => scene.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void A_key_in_the_home_directory_stays_closed(string profile)
    {
        Assert.Equal("SECRET\n", Outside("cat ~/.ssh/id_ed25519").Output);
        Outcome outcome = Inside("base," + profile, "cat", scene.Root + "/home/.ssh/id_ed25519");

        Assert.Equal((1, ""), (outcome.Status, outcome.Output));
        Assert.Contains("Permission denied", outcome.Errors);
    }

    [Fact]
    public void Base_starts_a_shell_that_tells_time_and_names()
    {
        Outcome outcome = Inside("base", "sh", "-c", "id -un; date +%Y > /dev/null; head -c 4 /dev/urandom | wc -c; TZ=Europe/Berlin date +%Z; cat /etc/shadow");

        Assert.Equal([Environment.UserName, "4"], outcome.Lines[..2]);
        Assert.Contains("/etc/shadow: Permission denied", outcome.Errors);
    }

    [Fact]
    public void Git_clones_commits_and_pushes()
    {
        string git = Machine.Tool("git");
        scene.Set("git init -q --bare served/repo; touch served/repo/git-daemon-export-ok; printf '[user]\\nname=a\\nemail=a@b\\n' > home/.gitconfig");
        using Process daemon = Machine.Start(Account.Caller, [git, "daemon", "--reuseaddr", "--listen=" + Address, "--enable=receive-pack", "--base-path=" + scene.Root + "/served", scene.Root + "/served"], new() { ["GIT_CONFIG_COUNT"] = "1", ["GIT_CONFIG_KEY_0"] = "safe.directory", ["GIT_CONFIG_VALUE_0"] = "*" });
        try
        {
            Await(9418);
            Assert.Equal("", Quiet(Inside("git", "sh", "-c", $"git clone -q git://{Address}/repo copy 2>/dev/null && cd copy && echo text > file && git add file && git commit -qm first && git push -q origin HEAD:refs/heads/pushed")));
            Assert.Equal("text\n", Outside("git -C ../served/repo show pushed:file").Output);
            Assert.NotEqual(0, Inside("git", "--connect-tcp=22", git, "clone", "-q", $"git://{Address}:9419/repo").Status);
        }
        finally
        {
            daemon.Kill(entireProcessTree: true);
            daemon.WaitForExit();
        }
    }

    [Fact]
    public void Python_makes_a_virtual_environment_and_runs_a_script_in_it()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/python3") && Directory.Exists("/usr/lib/python3/dist-packages"), "the system has no python3 of its own");
        Assert.Equal("", Quiet(Inside("python", "/usr/bin/python3", "-m", "venv", "--without-pip", "v")));
        Outcome outcome = Inside("python,shm", "v/bin/python", "-c", "import ctypes, json, multiprocessing as m, sqlite3, ssl, sys; print(sys.prefix); print(m.Pool(2).map(abs, [-1, 2]))");

        Assert.Equal([Project + "/v", "[1, 2]"], outcome.Lines);
        Assert.Contains("PermissionError", Inside("python", "v/bin/python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:9')").Errors);
    }

    [Fact]
    public void Node_and_npm_install_a_package_from_a_file_and_run_it()
    {
        Machine.Tool("npm");
        scene.Set("mkdir made project/app home/.npm; cd made; printf '{\"name\":\"made\",\"version\":\"1.0.0\",\"main\":\"made.js\"}' > package.json; echo 'module.exports = () => \"made\"' > made.js; mkdir package; cp made.js package.json package; tar czf ../project/app/made.tgz package; echo '{\"name\":\"app\",\"version\":\"1.0.0\"}' > ../project/app/package.json; echo token > ../home/.npmrc");
        Outcome install = Inside("npm", "sh", "-c", "cd app && npm install --offline --no-audit --no-fund ./made.tgz && node -e 'console.log(require(\"made\")())'; cat ~/.npmrc");

        Assert.EndsWith("made\n", install.Output);
        Assert.Contains(".npmrc: Permission denied", install.Errors);
        Assert.Equal("2\n", Inside("node", "node", "-e", "console.log(new Set([1, 2]).size)").Output);
    }

    [Fact]
    public void Make_compiles_and_runs()
    {
        Machine.Tool("make");
        scene.Set("cd project; printf 'hello: hello.c\\n\\t$(CC) -O1 -o $@ $<\\n\\t./hello\\n' > Makefile; printf '#include <stdio.h>\\nint main(void) { puts(\"made\"); }\\n' > hello.c");

        Assert.Equal("made", Inside("make", "make").Lines[^1]);
    }

    [Fact]
    public void Dotnet_builds_and_runs_a_project()
    {
        string dotnet = Machine.Tool("dotnet");
        scene.Set("cd project; echo '<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><UseAppHost>false</UseAppHost></PropertyGroup></Project>' > p.csproj; echo 'System.Console.WriteLine(\"built\");' > p.cs; echo '<configuration><packageSources><clear /></packageSources></configuration>' > nuget.config");
        Outcome build = Inside("dotnet", dotnet, "build", "-v", "quiet", "--nologo");

        Assert.True(build.Status == 0, build.Output + build.Errors);
        Assert.Equal("built\n", Inside("dotnet", dotnet, "bin/Debug/net10.0/p.dll").Output);
    }

    [Fact]
    public void Cargo_builds_and_runs_a_project()
    {
        string cargo = Machine.Shell(Account.Caller, "rustup which cargo 2>/dev/null || command -v cargo").Output.TrimEnd();
        Assert.SkipWhen(cargo.Length == 0, "cargo is not installed");
        scene.Set("mkdir project/src; cd project; printf '[package]\\nname = \"made\"\\nversion = \"0.1.0\"\\nedition = \"2021\"\\n' > Cargo.toml; echo 'fn main() { println!(\"made\"); }' > src/main.rs");
        string toolchain = cargo.StartsWith("/usr/", StringComparison.Ordinal) ? "/usr" : cargo[..^"/bin/cargo".Length];
        Outcome outcome = Inside("rust", "--rox", toolchain, "--env", "RUSTC=" + toolchain + "/bin/rustc", cargo, "run", "-q", "--offline");

        Assert.True(outcome.Output == "made\n", outcome.Errors);
    }

    [Fact]
    public void Go_builds_and_runs_a_program()
    {
        string go = Directory.Exists("/usr/lib/go") ? "/usr/lib/go/bin/go" : "/usr/local/go/bin/go";
        Assert.SkipUnless(File.Exists(go), "go is not installed");
        scene.Set("mkdir -p home/.cache/go-build; cd project; printf 'module made\\n' > go.mod; printf 'package main\\nfunc main() { println(\"made\") }\\n' > main.go");
        Outcome outcome = Inside("go", go, "run", ".");

        Assert.Equal((0, "made\n"), (outcome.Status, outcome.Errors));
    }

    [Fact]
    public void Nginx_serves_what_curl_fetches()
    {
        Assert.SkipUnless(Machine.IsRoot, "only root may bind port 80");
        string nginx = Machine.Tool("nginx");
        string curl = Machine.Tool("curl");
        scene.Set($"mkdir -p pages; echo page > pages/index.html; echo 'user root; daemon off; error_log stderr; pid /run/landrun-test-nginx.pid; events {{}} http {{ include /etc/nginx/mime.types; access_log off; server {{ listen {Address}:80; root {scene.Root}/pages; }} }}' > nginx.conf");
        using Process server = Machine.Start(Account.Caller, [Machine.Landrun, "--profile", "nginx", "--ro", scene.Root + "/nginx.conf," + scene.Root + "/pages", nginx, "-c", scene.Root + "/nginx.conf"]);
        try
        {
            Await(80);
            Assert.Equal("page\n", Inside("curl", curl, "-sS", $"http://{Address}/").Output);
            Assert.Equal(7, Inside("curl", curl, "-sS", $"http://{Address}:81/").Status);
        }
        finally
        {
            Machine.Shell(Account.Caller, "kill \"$1\"", server.Id.ToString());
            Machine.End(server);
        }
    }

    [Fact]
    public void Ssh_reads_its_settings_and_public_keys_and_no_private_one()
    {
        string ssh = Machine.Tool("ssh");
        scene.Set("cd home/.ssh; echo 'ssh-ed25519 AAAA a' > id_ed25519.pub; printf 'Host there\\nHostName 127.0.0.77\\nPort 9\\n' > config; chmod 600 config");
        // The client looks up the home directory of the account, not HOME.
        Outcome outcome = Inside("ssh", "sh", "-c", $"{ssh} -F ~/.ssh/config -G there | grep -E '^(hostname|port) '; cat ~/.ssh/id_ed25519.pub; cat ~/.ssh/id_ed25519; {ssh} -F ~/.ssh/config -o BatchMode=yes there");

        Assert.Equal(["hostname 127.0.0.77", "port 9", "ssh-ed25519 AAAA a"], outcome.Lines);
        Assert.Contains("id_ed25519: Permission denied", outcome.Errors);
        Assert.Contains("port 9: Permission denied", outcome.Errors);
    }

    [Fact]
    public void An_agent_works_in_its_project_and_in_no_other()
    {
        scene.Set("mkdir other; echo plan > other/plan; cd project; git init -q .");
        string probe = "git status --short && echo code > file && sh -c 'exec 3<>/dev/ptmx' && cat ../other/plan; ls ~; echo x > ~/.bashrc; cat ~/.ssh/id_ed25519";
        Outcome outcome = Inside("agent", "bash", "-c", probe);

        Assert.Equal("", outcome.Output);
        Assert.Equal("code\n", File.ReadAllText(Project + "/file"));
        Assert.Equal(4, outcome.Errors.Split("Permission denied").Length - 1);
        Assert.Contains("holds your whole home directory", Machine.Run(Account.Caller, [Machine.Landrun, "--profile", "agent", "true"], new() { ["HOME"] = "/" }).Errors);
    }

    private static string Quiet(Outcome outcome) => outcome.Status == 0 ? outcome.Errors : $"{outcome.Status}: {outcome.Errors}";

    /// <summary>Waits for a server; only the connection decides.</summary>
    private static void Await(int port)
    {
        for (int attempt = 0; attempt < 1000; attempt++)
        {
            using Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                client.Connect(Address, port);
                return;
            }
            catch (SocketException)
            {
                Thread.Sleep(20);
            }
        }

        Assert.Fail("no server on port " + port);
    }

    private Outcome Inside(string profile, params string[] command) => InProject([Machine.Landrun, "--profile", profile, .. command]);

    private Outcome Outside(string script) => InProject(["sh", "-c", script]);

    private Outcome InProject(string[] command) =>
        Machine.Run(Account.Caller, ["/bin/bash", "-c", "cd \"$1\"; shift; exec \"$@\"", "bash", Project, .. command], new() { ["HOME"] = scene.Root + "/home", ["XDG_CONFIG_HOME"] = "", ["XDG_CACHE_HOME"] = "", ["XDG_DATA_HOME"] = "", ["CARGO_HOME"] = "", ["RUSTUP_HOME"] = "", ["TMPDIR"] = "" });
}
