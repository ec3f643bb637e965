using System.Numerics;
using System.Text;
using Landrun.Landlock.Kernel;
using Xunit;

namespace Landrun.Landlock.Tests;

public sealed class TableTests
{
    /// <summary>Each right of the public enums, as kind and bit.</summary>
    private static IEnumerable<(RightKind Kind, ulong Bit)> PublicRights =>
        Enum.GetValues<FileSystemRights>().Select(right => (RightKind.FileSystem, (ulong)right))
            .Concat(Enum.GetValues<NetworkRights>().Select(right => (RightKind.Network, (ulong)right)))
            .Concat(Enum.GetValues<Scopes>().Select(right => (RightKind.Scope, (ulong)right)))
            .Where(right => right.Item2 != 0);

    [Fact]
    public void Each_right_stands_in_the_table_exactly_once()
    {
        List<(RightKind Kind, ulong Bit)> rows = [];
        for (int index = 0; index < RightTable.Count; index++)
        {
            RightRow row = RightTable.Row(index);
            rows.Add((row.Kind, row.Bit));
        }

        Assert.Equal(PublicRights.Order(), rows.Order());
        Assert.Equal(0, RightTable.Row(RightTable.Count).Name.Length);
    }

    [Fact]
    public void Each_right_is_one_bit_with_a_name_of_its_own_and_a_known_abi()
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        for (int index = 0; index < RightTable.Count; index++)
        {
            RightRow row = RightTable.Row(index);
            Assert.Equal(1, BitOperations.PopCount(row.Bit));
            Assert.InRange(row.Abi, 1, AbiTable.Newest);
            Assert.True(names.Add(Encoding.ASCII.GetString(row.Name)));
            Assert.NotEqual(0, row.Meaning.Length);
        }
    }

    [Fact]
    public void Each_option_is_brought_by_exactly_one_abi()
    {
        foreach (RestrictOptions option in Enum.GetValues<RestrictOptions>().Where(option => option != RestrictOptions.None))
        {
            int brought = Enumerable.Range(1, AbiTable.Newest).Count(abi => (AbiTable.Row(abi).Brought & option) != 0);
            Assert.Equal(1, brought);
            Assert.InRange(AbiTable.AbiOf(option), 1, AbiTable.Newest);
        }

        Assert.Equal(Enum.GetValues<RestrictOptions>().Aggregate((all, option) => all | option), AbiTable.KnownOptions(AbiTable.Newest));
    }

    [Fact]
    public void Each_abi_has_its_row_and_a_later_linux_than_the_one_before()
    {
        Version before = new(0, 0);
        for (int abi = 1; abi <= AbiTable.Newest; abi++)
        {
            AbiRow row = AbiTable.Row(abi);
            Assert.Equal(abi, row.Abi);
            Version linux = Version.Parse(Encoding.ASCII.GetString(row.Linux));
            Assert.True(linux > before, $"ABI {abi}");
            before = linux;
        }

        Assert.Equal(AbiTable.Newest, AbiTable.Row(AbiTable.Newest + 1).Abi);
        Assert.Equal(0, AbiTable.Row(0).Abi);
    }

    [Fact]
    public void Linux_versions_are_told_for_one_right_at_a_time()
    {
        Assert.Equal("6.10", LandlockSupport.LinuxVersionOf(FileSystemRights.DeviceIoctl));
        Assert.Equal("6.7", LandlockSupport.LinuxVersionOf(NetworkRights.ConnectTcp));
        Assert.Equal("6.12", LandlockSupport.LinuxVersionOf(Scopes.Signal));
        Assert.Equal("7.0", LandlockSupport.LinuxVersionOf(RestrictOptions.AllThreads));
        Assert.Throws<ArgumentException>(() => LandlockSupport.LinuxVersionOf(FileSystemRights.None));
        Assert.Throws<ArgumentException>(() => LandlockSupport.LinuxVersionOf(PathAccess.ReadOnly));
        Assert.Throws<ArgumentException>(() => LandlockSupport.LinuxVersionOf((NetworkRights)(1UL << 40)));
    }

    [Fact]
    public void Every_right_and_option_is_described()
    {
        LandlockSupport newest = LandlockSupport.ForAbi(LandlockSupport.NewestAbi);
        RightSet all = new(newest.FileSystemRights, newest.NetworkRights, newest.Scopes, newest.RestrictOptions);

        IReadOnlyList<RightDescription> descriptions = all.Describe();

        Assert.Equal(RightTable.Count + Enum.GetValues<RestrictOptions>().Length - 1, descriptions.Count);
        Assert.Equal(descriptions.Count, descriptions.Select(item => item.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal("nothing", default(RightSet).ToString());
        Assert.Equal(
            "bind_udp (Linux 7.2), signal (Linux 6.12), tsync (Linux 7.0)",
            new RightSet(default, NetworkRights.BindUdp, Scopes.Signal, RestrictOptions.AllThreads).ToString());
    }
}
