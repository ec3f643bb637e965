using Landrun.Landlock.Kernel;
using Xunit;

namespace Landrun.Landlock.Tests;

/// <summary>What a caller does wrong, and how it is told.</summary>
public sealed class MistakeTests
{
    [Theory]
    [InlineData("/nowhere/at/all", (int)Errno.ENOENT, "/nowhere/at/all can't be opened: it doesn't exist (ENOENT)")]
    [InlineData("/etc/passwd/x", (int)Errno.ENOTDIR, "/etc/passwd/x can't be opened: a part of the path is no directory (ENOTDIR)")]
    public void A_path_that_cannot_be_opened_is_named(string path, int errno, string message)
    {
        RulesetDefinition definition = new RulesetDefinition().AllowPath("/", PathAccess.ReadOnly).AllowPath(path, PathAccess.ReadOnly);

        foreach (int abi in (int[])[0, 1, Math.Min(LandlockSupport.Query().Abi, AbiTable.Newest)])
        {
            LandlockException exception =
                Assert.Throws<LandlockException>(() => RulesetBuilder.Build(definition, LandlockSupport.ForAbi(abi)));
            Assert.Equal(errno, exception.Errno);
            Assert.Equal(message, exception.Message);
        }
    }

    [Fact]
    public void A_failed_ruleset_leaves_no_descriptor_open()
    {
        using Folders folders = new();
        RulesetDefinition definition = new RulesetDefinition()
            .AllowPath(folders.Open, PathAccess.ReadOnly)
            .AllowPath("/nowhere", PathAccess.ReadOnly);
        int before = Rulesets();

        Assert.Throws<LandlockException>(definition.Create);

        Assert.InRange(Rulesets(), 0, before);
        Assert.DoesNotContain(folders.Open, Targets());

        static int Rulesets() => Targets().Count(target => target == "anon_inode:[landlock-ruleset]");

        static List<string?> Targets() =>
            [.. Directory.GetFileSystemEntries("/proc/self/fd").Select(name => new FileInfo(name).LinkTarget)];
    }

    [Fact]
    public void A_ruleset_that_handles_nothing_is_refused()
    {
        RulesetDefinition nothing = new()
        {
            HandledFileSystem = FileSystemRights.None,
            HandledNetwork = NetworkRights.None,
            HandledScopes = Scopes.None,
        };

        LandlockException exception = Assert.Throws<LandlockException>(nothing.Create);

        Assert.Equal("ENOMSG", exception.ErrnoName);
    }

    [Fact]
    public void A_plan_for_a_newer_kernel_is_refused_by_the_running_one()
    {
        int abi = LandlockSupport.Query().Abi;
        Assert.SkipWhen(abi >= 10, "this kernel knows every right");

        LandlockException exception = Assert.Throws<LandlockException>(
            () => RulesetBuilder.Build(new RulesetDefinition(), LandlockSupport.ForAbi(AbiTable.Newest)));

        Assert.Contains(exception.ErrnoName, (string[])["EINVAL", "E2BIG"]);
        Assert.Contains("the kernel doesn't know a", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Arguments_are_checked_before_the_kernel_sees_them()
    {
        RulesetDefinition definition = new();
        Assert.Throws<ArgumentNullException>(() => definition.AllowPath((string)null!, PathAccess.ReadOnly));
        Assert.Throws<ArgumentException>(() => definition.AllowPath("", PathAccess.ReadOnly));
        Assert.Throws<ArgumentException>(() => definition.AllowPath("/a\0b", PathAccess.ReadOnly));
        Assert.ThrowsAny<ArgumentException>(() => definition.AllowPath("/\ud800", PathAccess.ReadOnly));
        Assert.Throws<ArgumentException>(() => definition.AllowPath("/", FileSystemRights.None));
        Assert.Throws<ArgumentException>(() => definition.AllowPath("/", (FileSystemRights)(1UL << 17)));
        Assert.Throws<ArgumentException>(() => definition.AllowPort(1, NetworkRights.None));
        Assert.Throws<ArgumentException>(() => definition.AllowPort(1, (NetworkRights)(1UL << 4)));
        Assert.Throws<ArgumentOutOfRangeException>(() => definition.AllowPorts(2, 1, NetworkRights.BindTcp));
        Assert.Throws<ArgumentException>(() => new RulesetDefinition { HandledFileSystem = (FileSystemRights)(1UL << 63) });
        Assert.Throws<ArgumentException>(() => new RulesetDefinition { HandledNetwork = (NetworkRights)(1UL << 63) });
        Assert.Throws<ArgumentException>(() => new RulesetDefinition { HandledScopes = (Scopes)(1UL << 63) });
        Assert.Throws<ArgumentNullException>(() => definition.Dropped(null!));
    }

    [Fact]
    public void Options_are_checked_and_a_closed_ruleset_is_told()
    {
        using Ruleset ruleset = new RulesetDefinition().Create();
        Assert.Throws<ArgumentException>(() => ruleset.RestrictCurrentThread(RestrictOptions.AllThreads));
        Assert.Throws<ArgumentException>(() => ruleset.RestrictCurrentThread((RestrictOptions)(1 << 5)));

        ruleset.Dispose();
        Assert.Throws<ObjectDisposedException>(() => ruleset.RestrictCurrentThread());
    }

    [Theory]
    [InlineData(nameof(Operation.RestrictSelf), nameof(Errno.E2BIG))]
    [InlineData(nameof(Operation.RestrictSelf), nameof(Errno.EPERM))]
    [InlineData(nameof(Operation.RestrictSelf), nameof(Errno.EINVAL))]
    [InlineData(nameof(Operation.RestrictSelf), nameof(Errno.EBADFD))]
    [InlineData(nameof(Operation.CreateRuleset), nameof(Errno.E2BIG))]
    [InlineData(nameof(Operation.CreateRuleset), nameof(Errno.EINVAL))]
    [InlineData(nameof(Operation.CreateRuleset), nameof(Errno.ENOMSG))]
    [InlineData(nameof(Operation.CreateRuleset), nameof(Errno.ENOSYS))]
    [InlineData(nameof(Operation.CreateRuleset), nameof(Errno.EOPNOTSUPP))]
    [InlineData(nameof(Operation.AddPathRule), nameof(Errno.EINVAL))]
    [InlineData(nameof(Operation.AddPathRule), nameof(Errno.ENOMSG))]
    [InlineData(nameof(Operation.AddPathRule), nameof(Errno.EBADFD))]
    [InlineData(nameof(Operation.AddPortRule), nameof(Errno.EINVAL))]
    [InlineData(nameof(Operation.AddPortRule), nameof(Errno.EAFNOSUPPORT))]
    [InlineData(nameof(Operation.OpenPath), nameof(Errno.EMFILE))]
    [InlineData(nameof(Operation.Query), nameof(Errno.EPERM))]
    public void Each_error_that_the_kernel_documents_is_told_by_name_and_meaning(string operation, string errno)
    {
        Errno number = Enum.Parse<Errno>(errno);
        LandlockException exception = LandlockException.From(Enum.Parse<Operation>(operation), -(int)number, "It failed");

        Assert.Equal((int)number, exception.Errno);
        Assert.Equal(errno, exception.ErrnoName);
        Assert.StartsWith("It failed: ", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith($" ({errno})", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("unexpected", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_without_a_name_keeps_its_number()
    {
        LandlockException exception = LandlockException.From(Operation.Query, -133, "It failed");

        Assert.Equal("133", exception.ErrnoName);
        Assert.Equal("It failed: unexpected (133)", exception.Message);
        Assert.Equal("", new LandlockException("mine").ErrnoName);
    }
}
