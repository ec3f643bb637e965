using Landrun.Landlock.Kernel;
using Xunit;

namespace Landrun.Landlock.Tests;

/// <summary>What restricting does, reports and refuses, on the running kernel.</summary>
public sealed class RestrictionTests : IDisposable
{
    private readonly Folders folders = new();
    private readonly LandlockSupport support = LandlockSupport.Query();

    /// <summary>Something that every ABI enforces and that hurts no runtime.</summary>
    private static RulesetDefinition NoFifos => new()
    {
        HandledFileSystem = FileSystemRights.MakeFifo,
        HandledNetwork = NetworkRights.None,
        HandledScopes = Scopes.None,
    };

    public static TheoryData<int> Abis => [.. Enumerable.Range(1, Math.Min(LandlockSupport.Query().Abi, AbiTable.Newest))];

    public void Dispose() => folders.Dispose();

    [Fact]
    public void The_kernel_says_what_it_supports()
    {
        Assert.Equal(Availability.Available, support.Availability);
        Assert.InRange(support.Abi, 1, 1000);
        Assert.Equal(LandlockSupport.ForAbi(support.Abi).FileSystemRights, support.FileSystemRights);
        Assert.Equal($"Landlock ABI {support.Abi}", support.ToString());
    }

    [Fact]
    public void The_errata_are_the_kernels_own_mask() => Assert.Equal(Math.Max(SystemCalls.GetErrata(), 0), (int)support.Errata);

    [Theory]
    [MemberData(nameof(Abis))]
    public void Each_older_abi_is_enforced_and_reported(int abi)
    {
        RulesetDefinition definition = new RulesetDefinition().WithRuntime()
            .AllowPath(folders.Open, PathAccess.ReadWriteExecute)
            .AllowPath("/proc", PathAccess.ReadOnly)
            .AllowPort(80, NetworkRights.ConnectTcp | NetworkRights.ConnectSendUdp);
        LandlockSupport planned = LandlockSupport.ForAbi(abi);
        using Ruleset ruleset = RulesetBuilder.Build(definition, planned);

        Dedicated.Thread(() =>
        {
            RestrictionStatus status = ruleset.RestrictCurrentThread();

            Assert.Equal(abi, status.Abi);
            Assert.Equal(abi < 10 ? Enforcement.Partial : Enforcement.Full, status.Enforcement);
            Assert.Equal(new RightSet(planned.FileSystemRights, planned.NetworkRights, planned.Scopes), status.Handled);
            Assert.Equal(definition.Dropped(planned), status.Dropped);
            Assert.Contains("NoNewPrivs:\t1\n", File.ReadAllText("/proc/thread-self/status"), StringComparison.Ordinal);
            Assert.True(status.NoNewPrivileges);
            Assert.Equal(0, Libc.Open(folders.OpenFile, Libc.ReadWrite));
            Assert.Equal(-(int)Errno.EACCES, Libc.Open(folders.ShutFile, Libc.ReadOnly));
        });
    }

    [Fact]
    public void Without_landlock_nothing_is_restricted_and_the_status_says_so()
    {
        RulesetDefinition definition = new RulesetDefinition().AllowPath(folders.Open, PathAccess.ReadOnly);
        using Ruleset ruleset = RulesetBuilder.Build(definition, LandlockSupport.ForAbi(0));
        Assert.True(ruleset.IsInvalid);

        Dedicated.Thread(() =>
        {
            RestrictionStatus status = ruleset.RestrictCurrentThread(RestrictOptions.LogNewExecOn);

            Assert.Equal(Enforcement.None, status.Enforcement);
            Assert.Equal(default, status.Handled);
            Assert.Equal(RestrictOptions.LogNewExecOn, status.Dropped.Options);
            Assert.Contains("NoNewPrivs:\t1\n", File.ReadAllText("/proc/thread-self/status"), StringComparison.Ordinal);
            Assert.Equal(0, Libc.Open(folders.ShutFile, Libc.ReadWrite));
        });
    }

    [Fact]
    public void Audit_options_are_in_force_where_the_kernel_knows_them()
    {
        using Ruleset ruleset = NoFifos.Create();
        RestrictOptions options = RestrictOptions.LogNewExecOn | RestrictOptions.NoNewPrivileges;

        RestrictionStatus status = Dedicated.Thread(() => ruleset.RestrictCurrentThread(options));

        Assert.Equal(support.RestrictOptions & RestrictOptions.LogNewExecOn, status.Handled.Options);
        Assert.Equal(RestrictOptions.LogNewExecOn & ~support.RestrictOptions, status.Dropped.Options);
    }

    [Fact]
    public void The_17th_layer_is_refused()
    {
        using Ruleset ruleset = NoFifos.Create();

        LandlockException exception = Dedicated.Thread(() =>
        {
            for (int layer = 1; layer <= 16; layer++)
            {
                Assert.Equal(Enforcement.Full, ruleset.RestrictCurrentThread().Enforcement);
            }

            return Assert.Throws<LandlockException>(() => ruleset.RestrictCurrentThread());
        });

        Assert.Equal((int)Errno.E2BIG, exception.Errno);
        Assert.Equal("E2BIG", exception.ErrnoName);
        Assert.Contains("16 nested domains", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("(E2BIG)", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_required_and_not_enforced_leaves_the_thread_free()
    {
        Assert.SkipWhen(support.Abi >= 10, "this kernel enforces the rights of ABI 10");
        RulesetDefinition definition = new() { Compatibility = Compatibility.Required };
        definition.AllowPath(folders.Open, PathAccess.ReadOnly);

        Dedicated.Thread(() =>
        {
            LandlockException exception = Assert.Throws<LandlockException>(() =>
            {
                using Ruleset ruleset = definition.Create();
                ruleset.RestrictCurrentThread();
            });

            Assert.Equal((int)Errno.EINVAL, exception.Errno);
            Assert.Contains("bind_udp (Linux 7.2)", exception.Message, StringComparison.Ordinal);
            Assert.Equal(0, Libc.Open(folders.ShutFile, Libc.ReadWrite));
        });
    }

    [Fact]
    public void A_required_option_that_is_not_known_leaves_the_thread_free()
    {
        RulesetDefinition definition = new()
        {
            Compatibility = Compatibility.Required,
            HandledFileSystem = FileSystemRights.ReadFile,
            HandledNetwork = NetworkRights.None,
            HandledScopes = Scopes.None,
        };
        using Ruleset ruleset = RulesetBuilder.Build(definition, LandlockSupport.ForAbi(6));

        Dedicated.Thread(() =>
        {
            Assert.Throws<LandlockException>(() => ruleset.RestrictCurrentThread(RestrictOptions.LogSameExecOff));
            Assert.Equal(0, Libc.Open(folders.ShutFile, Libc.ReadOnly));
        });
    }

    [Fact]
    public void The_process_is_not_restricted_before_abi_8()
    {
        using Ruleset ruleset = RulesetBuilder.Build(new RulesetDefinition(), LandlockSupport.ForAbi(Math.Min(support.Abi, 7)));

        Dedicated.Thread(() =>
        {
            string before = File.ReadAllText("/proc/thread-self/status").Split('\n').Single(IsNoNewPrivileges);
            LandlockException exception = Assert.Throws<LandlockException>(() => ruleset.RestrictProcess());

            Assert.Equal((int)Errno.EINVAL, exception.Errno);
            Assert.Contains("before Linux 7.0", exception.Message, StringComparison.Ordinal);
            Assert.Equal(0, Libc.Open(folders.ShutFile, Libc.ReadWrite));
            Assert.Equal(before, File.ReadAllText("/proc/thread-self/status").Split('\n').Single(IsNoNewPrivileges));
        });

        static bool IsNoNewPrivileges(string line) => line.StartsWith("NoNewPrivs:", StringComparison.Ordinal);
    }
}
