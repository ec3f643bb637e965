using System.Text;
using CsCheck;
using Landrun.Interop;
using Landrun.Landlock;
using Landrun.Learning;
using Landrun.Policy;
using Xunit;

namespace Landrun.Tests;

/// <summary>What is made of a run: recorded examples that a person has read, and what holds for any run.</summary>
public sealed class GeneraliserTests
{
    private const FileSystemRights Read = FileSystemRights.ReadFile;
    private const FileSystemRights List = FileSystemRights.ReadDirectory;
    private const FileSystemRights Write = FileSystemRights.WriteFile;
    private const FileSystemRights Execute = FileSystemRights.Execute | FileSystemRights.ReadFile;
    private const FileSystemRights Make = FileSystemRights.MakeRegular;

    private static readonly Surroundings Places = new("/home/ann", "/tmp", "/home/ann/work/project");

    private static readonly string[] Roots =
    [
        "/", "/usr", "/usr/bin", "/usr/lib", "/usr/lib/x86_64-linux-gnu", "/usr/share/doc", "/etc", "/etc/ssl", "/home", "/home/ann", "/home/ann/.ssh", "/home/ann/.config",
        "/home/ann/.config/gh", "/home/ann/work", "/home/ann/work/project", "/home/ann/work/project/src", "/home/bob", "/root", "/root/.gnupg", "/tmp", "/tmp/x", "/var", "/var/lib/app",
        "/dev", "/dev/pts", "/dev/shm", "/proc", "/proc/12", "/proc/sys/kernel", "/run", "/run/user/1000", "/sys/fs/cgroup/a", "/srv", "/srv/data", "/opt/tool/lib",
    ];

    private static readonly Gen<SeenPath> Path = Gen.Select(
        Gen.Int[0, Roots.Length - 1], Gen.Int[0, 9], Gen.Int[0, 3], Gen.ULong[1, (1UL << 17) - 1], Gen.Int[0, 9],
        (root, name, depth, rights, kind) =>
        {
            string path = Roots[root];
            path = depth switch { 0 => path, 1 => Paths.Join(path, "f" + name), 2 => Paths.Join(path, "d" + (name % 3) + "/f" + name), _ => Paths.Join(path, "e/d" + (name % 2) + "/f" + name) };
            FileSystemRights some = kind switch { <= 4 when depth == 0 => List, < 4 => Read, 4 => Execute, 5 => List, 6 => Write | Read, 7 when depth == 0 => List | ((FileSystemRights)rights & ~(FileSystemRights.Execute | FileSystemRights.ResolveUnix)), 7 => Read | ((FileSystemRights)rights & Landlock.Kernel.RightTable.OnFile()), 8 => Make | FileSystemRights.RemoveFile, _ => Write };
            return new SeenPath(path) { Rights = some, IsCreated = kind == 9 && depth > 0, IsDirectory = depth == 0, Remains = name > 4 };
        });

    [Fact]
    public void Runs_are_generalised_as_recorded()
    {
        StringBuilder text = new();
        Example(text, "a listing", [Seen("/usr/bin/ls", Execute), Seen("/usr/lib/ld.so", Execute), .. Libraries(3), Seen("/home/ann/work/project/docs", List)], "/usr/bin/ls", "/usr/lib/ld.so");
        Example(text, "two libraries stay two", [.. Libraries(2)]);
        Example(text, "a link outlives an upgrade", [Seen("/usr/lib/x86_64-linux-gnu/libz.so.1.2.13", Read) with { Link = "/usr/lib/x86_64-linux-gnu/libz.so.1" }]);
        Example(text, "a file made where one works", [Seen("/home/ann/work/project", Make), Made("/home/ann/work/project/out", Write)]);
        Example(text, "temporary files, executed", [Seen("/tmp", Make | FileSystemRights.RemoveFile), Made("/tmp/a.out", Write), Made("/tmp/a.out", Execute)]);
        Example(text, "a file made at home", [Seen("/home/ann", Make), Made("/home/ann/.history", Write) with { Remains = true }]);
        Example(text, "a file made at home and gone", [Seen("/home/ann", Make | FileSystemRights.RemoveFile), Made("/home/ann/.history", Write)]);
        Example(text, "secrets, one by one", [.. Many("/home/ann/.ssh/key", 6), Seen("/home/ann/.ssh", List)]);
        Example(text, "much of a home", [.. Many("/home/ann/a/f", 5), .. Many("/home/ann/b/f", 5), .. Many("/home/ann/f", 9)]);
        Example(text, "much of /etc", [.. Many("/etc/f", 9), .. Many("/etc/ssl/certs/f", 9)]);
        Example(text, "programs stay by name", [.. Enumerable.Range(0, 12).Select(index => Seen("/usr/bin/p" + index, Execute))]);
        Example(text, "many helpers", [.. Enumerable.Range(0, 8).Select(index => Seen("/usr/lib/tool/p" + index, Execute))]);
        Example(text, "itself in /proc", [Seen("/proc/77/maps", Read), Seen("/proc/78/stat", Read), Seen("/proc/meminfo", Read), Seen("/proc/77/oom_score_adj", Write)]);
        Example(text, "terminals", [Seen("/dev/pts/3", Read | Write), Seen("/dev/ptmx", Read | Write), Seen("/dev/tty", Read | Write), Seen("/dev/null", Read | Write)]);
        Example(text, "the root listed", [Seen("/", List), Seen("/etc", List), Seen("/home/ann", List)]);
        Example(text, "a device made", [Seen("/srv/data", FileSystemRights.MakeCharacterDevice)]);
        Example(text, "a socket", [Seen("/run/docker.sock", FileSystemRights.ResolveUnix), Seen("/srv/data/s", FileSystemRights.ResolveUnix)]);
        Golden.Equal("learned.txt", text.ToString());
    }

    [Fact]
    public void Ports_are_generalised_as_recorded()
    {
        StringBuilder text = new();
        const NetworkRights connect = NetworkRights.ConnectTcp;
        const NetworkRights send = NetworkRights.ConnectSendUdp;
        Ports(text, "a download", [], (connect, 443), (send, 443), (send, 53), (send, 0));
        Ports(text, "a download that asks for the name", [Seen("/etc/resolv.conf", Read), Seen("/etc/hosts", Read), Seen("/etc/ssl/openssl.cnf", Read)], (connect, 443), (send, 53));
        Ports(text, "a server", [], (NetworkRights.BindTcp, 8080));
        Ports(text, "a server that asks itself at an ephemeral port", [], (NetworkRights.BindTcp, 0), (connect, 40123));
        Ports(text, "a port that looks ephemeral", [], (connect, 50051));
        Ports(text, "datagrams", [], (NetworkRights.BindUdp, 0), (send, 123));
        Golden.Equal("learned-ports.txt", text.ToString());
    }

    [Fact]
    public void Whatever_a_run_did_it_is_covered_and_nothing_forbidden_is_opened()
    {
        Guards guards = new(Places);
        Path.Array[0, 60].Sample(
            seen =>
            {
                // One entry a path, as the recorder makes them.
                SeenPath[] paths = [.. seen.GroupBy(path => path.Path).Select(group => group.First() with { Rights = group.Aggregate(FileSystemRights.None, (rights, path) => rights | path.Rights), IsCreated = group.Any(path => path.IsCreated) })];
                LearnedPolicy policy = Generaliser.Generalise(new Observations { Paths = paths }, Places);
                HashSet<string> created = [.. paths.Where(path => path.IsCreated).Select(path => path.Path)];

                foreach (LearnedRule rule in policy.Rules)
                {
                    SeenPath? itself = paths.FirstOrDefault(path => path.Path == rule.Path);
                    Assert.False(rule.Path == "/" || rule.Path == Places.Home || rule.Path == "/home" || rule.Path == "/root", rule + "");
                    // What holds secrets is named only if it was used itself, and is never opened for what was not done.
                    Assert.True(!Guards.IsSecret(rule.Path) || itself is not null, rule + "");
                    Assert.True(rule.Path is not ("/etc" or "/usr" or "/usr/bin" or "/dev" or "/run" or "/sys") || itself is not null, rule + "");
                    Assert.True(rule.Path != "/proc" || (rule.Rights & ~Rights.ReadOnly) == 0 || itself is not null, rule + "");
                }

                foreach (SeenPath path in paths.Where(path => !path.IsCreated && !Paths.Above(path.Path).Any(created.Contains)))
                {
                    FileSystemRights lacking = path.Rights;
                    foreach (LearnedRule rule in policy.Rules.Where(rule => Paths.IsWithin(path.Path, rule.Path)))
                    {
                        lacking &= ~rule.Rights;
                    }

                    bool noted = policy.Notes.Any(note => note.Contains(path.Path + " ", StringComparison.Ordinal) || note.Contains(path.Path + ":", StringComparison.Ordinal))
                        || Paths.IsWithin(path.Path, "/proc");
                    Assert.True(lacking == 0 || noted, $"{path} lacks {lacking}: {string.Join(' ', policy.Rules)}");
                }
            },
            iter: 20_000);
    }

    [Fact]
    public void The_order_of_what_was_seen_changes_nothing()
    {
        Path.Array[0, 30].Sample(
            seen =>
            {
                SeenPath[] paths = [.. seen.GroupBy(path => path.Path).Select(group => group.First())];
                LearnedPolicy forwards = Generaliser.Generalise(new Observations { Paths = paths }, Places);
                LearnedPolicy backwards = Generaliser.Generalise(new Observations { Paths = [.. paths.Reverse()] }, Places);
                Assert.Equal(forwards.Rules, backwards.Rules);
                Assert.Equal(forwards.Notes, backwards.Notes);
            },
            iter: 5_000);
    }

    [Theory]
    [InlineData("plain/x.c", "plain/x.c")]
    [InlineData("", "''")]
    [InlineData("a b", "'a b'")]
    [InlineData("it's", "'it'\\''s'")]
    [InlineData("a\nb", "$'a\\012b'")]
    [InlineData("\u00ff'", "$'\\377\\''")]
    [InlineData("$(x)", "'$(x)'")]
    public void Words_are_quoted_for_a_shell(string word, string quoted) => Assert.Equal(quoted, ShellWord.QuoteBytes(word));

    private static SeenPath Seen(string path, FileSystemRights rights) => new(path) { Rights = rights };

    private static SeenPath Made(string path, FileSystemRights rights) => new(path) { Rights = rights, IsCreated = true };

    private static IEnumerable<SeenPath> Libraries(int count) => Many("/usr/lib/x86_64-linux-gnu/lib", count);

    private static IEnumerable<SeenPath> Many(string path, int count) => Enumerable.Range(1, count).Select(index => Seen(path + index, Read));

    private static void Example(StringBuilder text, string name, SeenPath[] paths, params string[] command) =>
        Append(text, name, new Observations { Paths = paths, Command = new HashSet<string>(command) });

    private static void Ports(StringBuilder text, string name, SeenPath[] paths, params (NetworkRights Right, int Port)[] ports) =>
        Append(text, name, new Observations { Paths = paths, Ports = [.. ports.Select(port => new SeenPort(port.Right, port.Port))] });

    private static void Append(StringBuilder text, string name, Observations observations)
    {
        LearnedPolicy policy = Generaliser.Generalise(observations, Places);
        text.Append("# ").Append(name).Append('\n').Append(string.Join(' ', OptionWriter.Words(policy))).Append('\n');
        foreach (LearnedRule rule in policy.Rules.Where(rule => rule.Seen > 0))
        {
            text.Append("  for ").Append(rule.Seen).Append(": ").Append(OptionWriter.Of(rule)).Append('\n');
        }

        foreach (string note in policy.Notes)
        {
            text.Append("  ").Append(note).Append('\n');
        }
    }
}
