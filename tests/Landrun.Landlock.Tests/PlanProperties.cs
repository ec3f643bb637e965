using CsCheck;
using Landrun.Landlock.Kernel;
using Xunit;

namespace Landrun.Landlock.Tests;

public sealed class PlanProperties
{
    private static readonly LandlockSupport Newest = LandlockSupport.ForAbi(LandlockSupport.NewestAbi);

    private static readonly Gen<AccessMasks> Wish = Gen.Select(
        Gen.ULong,
        Gen.ULong,
        Gen.ULong,
        (fileSystem, network, scopes) => new AccessMasks
        {
            FileSystem = (FileSystemRights)fileSystem & Newest.FileSystemRights,
            Network = (NetworkRights)network & Newest.NetworkRights,
            Scopes = (Scopes)scopes & Newest.Scopes,
        });

    private static readonly Gen<RestrictOptions> Options =
        Gen.Int[0, 31].Select(bits => (RestrictOptions)bits & AbiTable.KnownOptions(AbiTable.Newest));

    [Fact]
    public void A_plan_parts_the_wish_in_what_the_abi_knows_and_what_is_dropped()
    {
        Gen.Select(Gen.Int[0, 12], Wish, Options).Sample(
            (abi, wish, options) =>
            {
                RulesetPlan plan = RulesetPlan.For(abi, wish, options);
                LandlockSupport support = LandlockSupport.ForAbi(abi);

                Assert.Equal(wish.FileSystem, plan.Handled.FileSystem | plan.Dropped.FileSystem);
                Assert.Equal(wish.Network, plan.Handled.Network | plan.Dropped.Network);
                Assert.Equal(wish.Scopes, plan.Handled.Scopes | plan.Dropped.Scopes);
                Assert.Equal(options, plan.Options | plan.DroppedOptions);
                Assert.True((plan.Handled & plan.Dropped).IsEmpty);
                Assert.Equal(RestrictOptions.None, plan.Options & plan.DroppedOptions);

                Assert.Equal(plan.Handled.FileSystem, plan.Handled.FileSystem & support.FileSystemRights);
                Assert.Equal(plan.Handled.Network, plan.Handled.Network & support.NetworkRights);
                Assert.Equal(plan.Handled.Scopes, plan.Handled.Scopes & support.Scopes);
                Assert.Equal(plan.Options, plan.Options & support.RestrictOptions);
                Assert.Equal(FileSystemRights.None, plan.Dropped.FileSystem & support.FileSystemRights);
                Assert.Equal(NetworkRights.None, plan.Dropped.Network & support.NetworkRights);
                Assert.Equal(Scopes.None, plan.Dropped.Scopes & support.Scopes);
            },
            iter: 20_000);
    }

    [Fact]
    public void No_field_of_the_structure_that_is_beyond_its_size_is_filled()
    {
        Gen.Select(Gen.Int[0, 12], Wish).Sample(
            (abi, wish) =>
            {
                RulesetPlan plan = RulesetPlan.For(abi, wish, RestrictOptions.None);
                RulesetAttributes attributes = plan.Attributes;
                ulong[] fields =
                [
                    attributes.HandledAccessFileSystem, attributes.HandledAccessNetwork, attributes.Scoped,
                    attributes.QuietAccessFileSystem, attributes.QuietAccessNetwork, attributes.QuietScoped,
                ];
                Assert.All(fields.Skip(plan.AttributesSize / sizeof(ulong)), field => Assert.Equal(0UL, field));
            });
    }

    [Fact]
    public void A_newer_abi_never_knows_less()
    {
        for (int abi = 1; abi <= 12; abi++)
        {
            LandlockSupport older = LandlockSupport.ForAbi(abi - 1);
            LandlockSupport newer = LandlockSupport.ForAbi(abi);
            Assert.Equal(older.FileSystemRights, older.FileSystemRights & newer.FileSystemRights);
            Assert.Equal(older.NetworkRights, older.NetworkRights & newer.NetworkRights);
            Assert.Equal(older.Scopes, older.Scopes & newer.Scopes);
            Assert.Equal(older.RestrictOptions, older.RestrictOptions & newer.RestrictOptions);
        }
    }

    [Fact]
    public void A_definition_says_what_each_kernel_would_drop()
    {
        RulesetDefinition all = new();
        Assert.True(all.Dropped(Newest).IsEmpty);
        Assert.True(all.Dropped(LandlockSupport.ForAbi(12)).IsEmpty);
        Assert.Equal(
            new RightSet(Newest.FileSystemRights, Newest.NetworkRights, Newest.Scopes), all.Dropped(LandlockSupport.ForAbi(0)));
        Assert.Equal(
            new RightSet(FileSystemRights.ResolveUnix, NetworkRights.BindUdp | NetworkRights.ConnectSendUdp, Scopes.None),
            all.Dropped(LandlockSupport.ForAbi(7)));
        Assert.True(new RulesetDefinition { HandledNetwork = NetworkRights.None, HandledFileSystem = PathAccess.ReadOnly }
            .Dropped(LandlockSupport.ForAbi(6)).IsEmpty);
    }

    [Fact]
    public void An_abi_is_not_negative() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => LandlockSupport.ForAbi(-1));
}
