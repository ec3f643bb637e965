using Landrun.Landlock.Kernel;
using Xunit;

namespace Landrun.Landlock.Tests;

/// <summary>Path rules on the running kernel.</summary>
public sealed class FileTests : IDisposable
{
    private const int Denied = -(int)Errno.EACCES;

    private readonly Folders folders = new();

    public void Dispose() => folders.Dispose();

    [Fact]
    public void What_a_rule_allows_opens_and_what_none_allows_does_not()
    {
        using Ruleset ruleset = new RulesetDefinition().WithRuntime().AllowPath(folders.Open, PathAccess.ReadOnly).Create();

        Dedicated.Thread(() =>
        {
            Assert.Equal(0, Libc.Open(folders.ShutFile, Libc.ReadOnly));
            ruleset.RestrictCurrentThread();

            Assert.Equal(0, Libc.Open(folders.Open, Libc.ReadOnly));
            Assert.Equal(0, Libc.Open(folders.OpenFile, Libc.ReadOnly));
            Assert.Equal(Denied, Libc.Open(folders.OpenFile, Libc.ReadWrite));
            Assert.Equal(Denied, Libc.Open(folders.Shut, Libc.ReadOnly));
            Assert.Equal(Denied, Libc.Open(folders.ShutFile, Libc.ReadOnly));
            Assert.Equal("open", File.ReadAllText(folders.OpenFile));
            Assert.Throws<UnauthorizedAccessException>(() => File.ReadAllText(folders.ShutFile));
        });

        Assert.Equal(0, Libc.Open(folders.ShutFile, Libc.ReadOnly));
    }

    [Fact]
    public void A_rule_on_a_file_takes_the_rights_that_files_have()
    {
        using Ruleset ruleset = new RulesetDefinition().WithRuntime().AllowPath(folders.OpenFile, PathAccess.ReadWriteExecute).Create();

        Dedicated.Thread(() =>
        {
            ruleset.RestrictCurrentThread();
            Assert.Equal(0, Libc.Open(folders.OpenFile, Libc.ReadWrite));
            Assert.Equal(0, Libc.Open(folders.OpenFile, Libc.WriteAndTruncate));
            Assert.Equal(Denied, Libc.Open(folders.Open, Libc.ReadOnly));
        });
    }

    [Fact]
    public void A_directorys_right_alone_on_a_file_allows_nothing()
    {
        using Ruleset ruleset = new RulesetDefinition().WithRuntime()
            .AllowPath(folders.OpenFile, FileSystemRights.ReadDirectory)
            .AllowPath(folders.Shut, FileSystemRights.ReadFile)
            .Create();

        Dedicated.Thread(() =>
        {
            ruleset.RestrictCurrentThread();
            Assert.Equal(Denied, Libc.Open(folders.OpenFile, Libc.ReadOnly));
            Assert.Equal(0, Libc.Open(folders.ShutFile, Libc.ReadOnly));
        });
    }

    [Fact]
    public void A_writable_directory_takes_new_files_and_renames_between_directories()
    {
        string inner = Directory.CreateDirectory(Path.Combine(folders.Open, "inner")).FullName;
        using Ruleset ruleset = new RulesetDefinition().WithRuntime().AllowPath(folders.Open, PathAccess.ReadWrite).Create();

        Dedicated.Thread(() =>
        {
            ruleset.RestrictCurrentThread();
            File.WriteAllText(Path.Combine(folders.Open, "new"), "new");
            Assert.Equal(0, Libc.Rename(Path.Combine(folders.Open, "new"), Path.Combine(inner, "new")));
            Assert.Equal("new", File.ReadAllText(Path.Combine(inner, "new")));
            File.Delete(Path.Combine(inner, "new"));
            Assert.Throws<UnauthorizedAccessException>(() => File.WriteAllText(Path.Combine(folders.Shut, "new"), "new"));
        });
    }

    [Fact]
    public void What_is_not_handled_stays_as_it_was()
    {
        RulesetDefinition definition = new() { HandledFileSystem = FileSystemRights.WriteFile, HandledNetwork = NetworkRights.None };
        using Ruleset ruleset = definition.AllowPath(folders.Open, PathAccess.ReadWrite).Create();

        Dedicated.Thread(() =>
        {
            ruleset.RestrictCurrentThread();
            Assert.Equal(0, Libc.Open(folders.ShutFile, Libc.ReadOnly));
            Assert.Equal(Denied, Libc.Open(folders.ShutFile, Libc.ReadWrite));
            Assert.Equal(0, Libc.Open(folders.OpenFile, Libc.ReadWrite));
        });
    }

    [Fact]
    public void A_rule_binds_to_the_file_and_not_to_its_name()
    {
        using Ruleset ruleset = new RulesetDefinition().WithRuntime().AllowPath(folders.OpenFile, PathAccess.ReadOnly).Create();
        File.Move(folders.ShutFile, folders.OpenFile, overwrite: true);

        Dedicated.Thread(() =>
        {
            ruleset.RestrictCurrentThread();
            Assert.Equal(Denied, Libc.Open(folders.OpenFile, Libc.ReadOnly));
        });
    }

    [Fact]
    public void A_path_need_not_be_utf8()
    {
        byte[] path = [.. System.Text.Encoding.UTF8.GetBytes(folders.Root), (byte)'/', 0xff, (byte)'\n'];
        byte[] other = [.. path, (byte)'2', 0];
        byte[] ended = [.. path, 0];
        Assert.Equal(0, Libc.MakeDirectory(ended));
        Assert.Equal(0, Libc.MakeDirectory(other));
        using Ruleset ruleset = new RulesetDefinition().WithRuntime().AllowPath(path, PathAccess.ReadOnly).Create();

        Dedicated.Thread(() =>
        {
            ruleset.RestrictCurrentThread();
            Assert.Equal(0, Libc.OpenDirectory(ended));
            Assert.Equal(Denied, Libc.OpenDirectory(other));
        });

        // The runtime can't name them, so it can't remove them either.
        Assert.Equal(0, Libc.RemoveDirectory(ended));
        Assert.Equal(0, Libc.RemoveDirectory(other));
    }
}
