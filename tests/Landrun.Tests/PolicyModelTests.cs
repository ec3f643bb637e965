using System.Runtime.InteropServices;
using System.Text;
using CsCheck;
using Landrun.CommandLine;
using Landrun.Explaining;
using Landrun.Interop;
using Landrun.Landlock;
using Landrun.Landlock.Kernel;
using Landrun.Launch;
using Landrun.Learning;
using Landrun.Learning.Calls;
using Landrun.Policy;
using Landrun.Sandbox;
using Xunit;
using Denial = Landrun.Explaining.Denial;

namespace Landrun.Tests;

/// <summary>Holds the judgement on a system call against the kernel's own: random policies on a tree, entered by landrun's own enforcer
/// on a thread, and random calls there.</summary>
public sealed unsafe class PolicyModelTests
{
    private const int EXDEV = 18;
    private const ulong Here = unchecked((ulong)Libc.AT_FDCWD);

    private static readonly string[] Directories = ["", "/a", "/a/sub", "/b", "/b/sub", "/b/sub/deep", "/c"];
    private static readonly string[] Files = ["/file", "/a/f", "/a/sub/f", "/b/f", "/b/sub/f", "/b/sub/deep/f", "/c/f"];
    private static readonly string[] Links = ["/a/to", "/c/to"];

    private static readonly FileSystemRights Known = (FileSystemRights)RightTable.Known(RightKind.FileSystem, SystemCalls.GetAbi());

    private static readonly Gen<string> Grant = Gen.Select(
        Gen.Bool, Gen.Int[0, 6], Gen.Int[0, 6], Gen.ULong[1, ulong.MaxValue], Gen.Int[0, 9],
        (directory, which, kind, mask, dense) =>
        {
            string path = directory || which >= Files.Length ? Directories[which] : Files[which];
            FileSystemRights all = directory ? Known : Known & RightTable.OnFile();
            FileSystemRights rights = dense > 6 ? all : (FileSystemRights)mask & all;
            string named = kind switch { 0 => "ro", 1 => "rox", 2 => "rw", 3 => "rwx", _ => RightNames.Of(rights) };
            return (named.Length == 0 ? "ro" : named) + ":@" + path;
        });

    private static readonly Gen<Act> Acts = Gen.Select(
        Gen.Int[0, 18], Gen.Int[0, 6], Gen.Int[0, 6], Gen.Int[0, 3],
        (kind, first, second, third) =>
        {
            string directory = Directories[first];
            string other = Directories[second];
            string file = third == 3 ? Links[first % 2] : Files[first];
            string victim = third % 2 == 0 ? "/victim" : "/folder";
            return kind switch
            {
                0 => new Act(WatchedCall.openat, [file], 0),
                1 => new Act(WatchedCall.openat, [file], 1),
                2 => new Act(WatchedCall.openat, [file], 2 | 0x200),
                3 => new Act(WatchedCall.openat, [directory + "/new"], 0x41 | (ulong)third),
                4 => new Act(WatchedCall.openat, [directory], 0x10000),
                5 => new Act(WatchedCall.openat, [directory], 0x410000 | 1),
                6 => new Act(WatchedCall.truncate, [file], 0),
                7 => new Act(WatchedCall.mkdirat, [directory + "/new"], 0x1ff),
                8 => new Act(WatchedCall.mknodat, [directory + "/new"], third switch { 0 => 0x1000u, 1 => 0xc000u, 2 => 0x8000u, _ => 0x2000u }),
                9 => new Act(WatchedCall.symlinkat, ["x", directory + "/new"], 0),
                10 => new Act(WatchedCall.unlinkat, [directory + "/victim"], 0),
                11 => new Act(WatchedCall.unlinkat, [directory + "/folder"], 0x200),
                12 => new Act(WatchedCall.linkat, [directory + "/victim", other + "/new"], 0),
                13 => new Act(WatchedCall.renameat2, [directory + victim, other + "/new"], 0),
                14 => new Act(WatchedCall.renameat2, [directory + victim, other + victim], 0),
                15 => new Act(WatchedCall.renameat2, [directory + "/victim", other + "/second"], 2),
                16 => new Act(WatchedCall.renameat2, [directory + "/folder", other + "/second"], 2),
                17 => new Act(WatchedCall.renameat2, [directory + victim, directory + "/new"], 0),
                _ => new Act(WatchedCall.openat, ["/missing/x"], 0x41),
            };
        });

    [Fact]
    public void The_judgement_is_the_kernels()
    {
        Assert.SkipWhen(SystemCalls.GetAbi() < 1, "this kernel has no Landlock");
        DirectoryInfo root = Directory.CreateTempSubdirectory("landrun-model-");
        int calls = 0;
        int denials = 0;
        int crossings = 0;
        try
        {
            MakeTree(root.FullName);
            using (KernelWorker warm = new())
            {
                // What is compiled now need not be loaded under the restriction.
                Assert.Equal(0, Try(warm, root.FullName, new Act(WatchedCall.openat, ["/file"], 0)).Errno);
            }

            Gen.Select(Grant.Array[0, 5], Acts.Array[25]).Sample(
                (grants, acts) =>
                {
                    string[] words = [.. grants.SelectMany(grant => new[] { "--fs", grant.Replace("@", root.FullName, StringComparison.Ordinal) })];
                    LaunchRequest request = Parsed([.. words, "--unrestricted-network", "--unrestricted-scoped", "--no-seccomp", "--keep-cap", "all", "command"]);
                    SandboxPolicy policy = SandboxPolicy.From(request);
                    policy.CommandRights = FileSystemRights.None;
                    policy.Closed = policy.Closed & AccessMasks.Known(SystemCalls.GetAbi());
                    PolicyModel model = new(policy, default, Known);
                    Judge judge = new(model, new Surroundings("/nonexistent", "/tmp", "/"));
                    using KernelWorker worker = new();
                    Assert.True(worker.Do(() => Enforcer.Enforce(new PreparedLaunch { Policy = policy, AbiLimit = int.MaxValue, Level = LogLevel.Error })));
                    foreach (Act act in acts)
                    {
                        (int errno, IReadOnlyList<Access> accesses) = Try(worker, root.FullName, act);
                        bool lacking = accesses.Any(access => access.Path is not null && model.Lacking(access.Path, access.Rights) != FileSystemRights.None);
                        Denial[] judged = [.. judge.Of(act.Call, accesses, errno)];
                        string what = $"{string.Join(' ', words)}: {act}: errno {errno}, {string.Join(" | ", judged)}";
                        calls++;
                        denials += errno is (int)Errno.EACCES or EXDEV ? 1 : 0;
                        if (errno == EXDEV && !lacking)
                        {
                            // Not a missing right: more would be allowed where it comes to lie.
                            crossings++;
                            Assert.True(judged is [{ Cause: Cause.Sandbox }] && judged[0].What.Contains("more is allowed", StringComparison.Ordinal), what);
                        }
                        else if (errno is (int)Errno.EACCES or EXDEV)
                        {
                            Assert.True(lacking, what);
                            Assert.All(judged, denial => Assert.True(denial.Cause is Cause.Sandbox or Cause.Always, what));
                            Assert.NotEmpty(judged);
                        }
                        else
                        {
                            // What fails for another reason is not asked of Landlock first.
                            Assert.True(!lacking || errno is not (0 or (int)Errno.EACCES), what);
                            Assert.Empty(judged);
                        }

                        MakeTree(root.FullName);
                    }
                },
                iter: 400,
                threads: 1);
        }
        finally
        {
            root.Delete(recursive: true);
        }

        Assert.True(calls >= 10_000 && denials > 2_000 && crossings >= 3, $"{calls} calls, {denials} denials, {crossings} crossings");
        TestContext.Current.TestOutputHelper?.WriteLine($"{calls} calls, {denials} denials, {crossings} of them crossings: no mismatch");
    }

    private static (int Errno, IReadOnlyList<Access> Accesses) Try(KernelWorker worker, string root, Act act)
    {
        using NativeArguments paths = new([.. act.Paths.Select(path => path.Length == 0 || path[0] == '/' ? root + path : path)]);
        ulong[] arguments = act.Call switch
        {
            WatchedCall.truncate => [(ulong)paths.Words[0], act.Extra, 0, 0, 0],
            WatchedCall.symlinkat => [(ulong)paths.Words[0], Here, (ulong)paths.Words[1], 0, 0],
            WatchedCall.linkat or WatchedCall.renameat2 => [Here, (ulong)paths.Words[0], Here, (ulong)paths.Words[1], act.Extra],
            _ => [Here, (ulong)paths.Words[0], act.Extra, 0x1b6, 0],
        };
        CallArguments call = default;
        for (int index = 0; index < arguments.Length; index++)
        {
            call[index] = arguments[index];
        }

        // The reader looks at this process as it would at a watched one.
        TracedTask self = new(Environment.ProcessId) { Call = act.Call };
        IReadOnlyList<Access> accesses = new CallReader(new PathWalker()).Read(self, act.Call, call);
        int number = RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? Arm64Numbers.Of(act.Call) : X64Numbers.Of(act.Call);
        return (worker.Call(number, arguments, act.Call == WatchedCall.openat), accesses);
    }

    private static LaunchRequest Parsed(string[] words)
    {
        // Not freed: the policy points into it.
        byte** native = (byte**)NativeMemory.AllocZeroed((nuint)words.Length + 1, (nuint)sizeof(byte*));
        for (int index = 0; index < words.Length; index++)
        {
            native[index] = CString.Copy(Encoding.Latin1.GetBytes(words[index]));
        }

        Assert.Equal(Mistake.None, CommandLineParser.Parse(native, out LaunchRequest request).Mistake);
        return request;
    }

    /// <summary>Makes the tree, or puts back what a call moved or took away. What rules name is never replaced.</summary>
    private static void MakeTree(string root)
    {
        foreach (string directory in Directories)
        {
            Directory.CreateDirectory(root + directory);
            Renew(root + directory + "/new", null);
            Renew(root + directory + "/victim", false);
            Renew(root + directory + "/second", false);
            Renew(root + directory + "/folder", true);
        }

        foreach (string file in Files.Where(file => !File.Exists(root + file)))
        {
            File.WriteAllText(root + file, "text");
        }

        foreach (string link in Links.Where(link => new FileInfo(root + link).LinkTarget is null))
        {
            File.CreateSymbolicLink(root + link, "../b/f");
        }
    }

    private static void Renew(string path, bool? directory)
    {
        if (Directory.Exists(path))
        {
            if (directory != true)
            {
                Directory.Delete(path);
            }
        }
        else if (directory != false || new FileInfo(path).LinkTarget is not null)
        {
            File.Delete(path);
        }

        if (directory == true)
        {
            Directory.CreateDirectory(path);
        }
        else if (directory == false && !File.Exists(path))
        {
            File.WriteAllText(path, "victim");
        }
    }

    private sealed record Act(WatchedCall Call, string[] Paths, ulong Extra)
    {
        public override string ToString() => $"{Call} {string.Join(' ', Paths)} {Extra:x}";
    }
}
