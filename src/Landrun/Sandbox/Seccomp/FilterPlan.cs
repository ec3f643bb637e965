using Landrun.Landlock;
using Landrun.Landlock.Kernel;
using Landrun.Policy;

namespace Landrun.Sandbox.Seccomp;

/// <summary>What the filter has to close: what the policy does not open and this kernel's Landlock can't close.</summary>
internal static class FilterPlan
{
    private const NetworkRights TcpRights = NetworkRights.BindTcp | NetworkRights.ConnectTcp;
    private const NetworkRights UdpRights = NetworkRights.BindUdp | NetworkRights.ConnectSendUdp;

    /// <summary>Linux 7.2 made Landlock look at TCP Fast Open.</summary>
    public const int AbiWithFastOpen = 10;

    public static Closings For(in SandboxPolicy policy, in RulesetPlan plan)
    {
        // io_uring passes by any filter: it goes wherever one is needed, but the terminal, which it can't reach.
        Closings closings = Network(policy, plan) | Unix(policy, plan) | Metadata(policy);
        closings |= closings == Closings.None ? Closings.None : Closings.IoUring;
        if (policy.Closed.Scopes != Scopes.None)
        {
            closings |= Closings.Keyrings | Closings.OtherLimits;
        }

        return closings | Closings.Terminal | Listen(policy, closings);
    }

    private static Closings Network(in SandboxPolicy policy, in RulesetPlan plan)
    {
        if (policy.Closed.Network == NetworkRights.None)
        {
            return Closings.None;
        }

        NetworkRights opened = policy.OpenedPorts;
        Closings closings = Closings.OtherProtocols;
        closings |= plan.Abi < AbiWithFastOpen ? Closings.FastOpen : Closings.None;
        closings |= (plan.Dropped.Network & UdpRights) != NetworkRights.None && (opened & UdpRights) == NetworkRights.None
            ? Closings.Udp
            : Closings.None;
        // Where nothing at all is open, no socket is better than one that could still listen.
        return closings | ((opened & TcpRights) == NetworkRights.None ? Closings.Tcp : Closings.None);
    }

    private static Closings Unix(in SandboxPolicy policy, in RulesetPlan plan) =>
        (plan.Dropped.FileSystem & FileSystemRights.ResolveUnix) != FileSystemRights.None && !policy.OpensUnixSockets
            ? Closings.Unix
            : Closings.None;

    private static Closings Metadata(in SandboxPolicy policy) =>
        policy.NoMetadata || (policy.Closed.FileSystem != FileSystemRights.None && !policy.OpensWriting) ? Closings.Metadata : Closings.None;

    /// <summary>listen(2) can't be told apart for TCP and for unix sockets.</summary>
    private static Closings Listen(in SandboxPolicy policy, Closings closings) =>
        policy.Closed.Network != NetworkRights.None
        && (policy.OpenedPorts & NetworkRights.BindTcp) == NetworkRights.None
        && (closings & Closings.Unix) != Closings.None
            ? Closings.Listen
            : Closings.None;
}
