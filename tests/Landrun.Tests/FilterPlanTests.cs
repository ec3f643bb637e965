using Landrun.CommandLine;
using Landrun.Landlock;
using Landrun.Landlock.Kernel;
using Landrun.Policy;
using Landrun.Sandbox.Seccomp;
using Xunit;

namespace Landrun.Tests;

/// <summary>What the filter has to close, for a command line and an ABI.</summary>
public sealed class FilterPlanTests
{
    private const Closings Always = Closings.Terminal | Closings.IoUring | Closings.Keyrings | Closings.OtherLimits | Closings.OtherProtocols;

    [Theory]
    [InlineData(7, Always | Closings.Tcp | Closings.Udp | Closings.Unix | Closings.FastOpen | Closings.Metadata)]
    [InlineData(9, Always | Closings.Tcp | Closings.Udp | Closings.FastOpen | Closings.Metadata)]
    [InlineData(11, Always | Closings.Tcp | Closings.Metadata)]
    [InlineData(11, Always | Closings.Tcp, "--rw", "/tmp")]
    [InlineData(11, Always | Closings.Tcp | Closings.Metadata, "--rw", "/tmp", "--no-metadata")]
    // Who may connect and not bind may not listen either, on an ephemeral port.
    [InlineData(11, Always | Closings.Listen | Closings.Metadata, "--connect-tcp", "443")]
    [InlineData(11, Always | Closings.Metadata, "--connect-tcp", "443", "--bind-tcp", "0")]
    [InlineData(11, Always | Closings.Listen | Closings.Metadata, "--connect-tcp", "443", "--unix", "/run/x")]
    [InlineData(6, Always | Closings.FastOpen | Closings.Listen | Closings.Metadata, "--connect-tcp", "443", "--unix", "/run/x")]
    [InlineData(9, Closings.Terminal | Closings.IoUring | Closings.Keyrings | Closings.OtherLimits | Closings.Metadata, "--unrestricted-network")]
    [InlineData(9, Closings.Terminal, "--unrestricted-network", "--unrestricted-scoped", "--unrestricted-filesystem")]
    internal void The_filter_has_to_close(int abi, Closings expected, params string[] options) =>
        Assert.Equal(expected, Needed(abi, options, out _));

    [Fact]
    public void Listening_on_unix_sockets_that_are_opened_is_not_refused()
    {
        Closings needed = Needed(11, ["--connect-tcp", "443", "--unix", "/run/x"], out SandboxPolicy policy);

        Assert.Equal(Closings.Listen, needed & ~FilterPlan.Possible(policy, needed));
        needed = Needed(11, ["--connect-tcp", "443"], out policy);
        Assert.Equal(needed, FilterPlan.Possible(policy, needed));
    }

    private static Closings Needed(int abi, string[] options, out SandboxPolicy policy)
    {
        policy = SandboxPolicy.From(Parsed.From([.. options, "ls"]).Request);
        return FilterPlan.For(policy, RulesetPlan.For(abi, policy.Closed, RestrictOptions.None));
    }
}
