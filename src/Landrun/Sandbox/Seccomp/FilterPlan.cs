using Landrun.CommandLine;
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

    /// <summary>What the filter has to close.</summary>
    public static Closings For(in SandboxPolicy policy, in RulesetPlan plan)
    {
        // io_uring passes by any filter: it goes wherever one is needed, but the terminal, which it can't reach.
        Closings closings = Network(policy, plan) | Unix(policy, plan) | Metadata(policy);
        // It would also keep accesses from whoever watches.
        closings |= closings == Closings.None && policy.Trace == TraceMode.None ? Closings.None : Closings.IoUring;
        if (policy.Closed.Scopes != Scopes.None)
        {
            closings |= Closings.Keyrings | Closings.OtherLimits;
        }

        return closings | Closings.Terminal | Listen(policy, closings);
    }

    /// <summary>Of what has to be closed, what a filter can close: listen(2) can't be told apart for TCP and for unix sockets, and
    /// who opens unix sockets may listen on his own.</summary>
    public static Closings Possible(in SandboxPolicy policy, Closings needed) =>
        policy.OpensUnixSockets ? needed & ~Closings.Listen : needed;

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
        bool closesTcp = (policy.Closed.Network & TcpRights) == TcpRights && (opened & TcpRights) == NetworkRights.None;
        return closings | (closesTcp ? Closings.Tcp : Closings.None);
    }

    private static Closings Unix(in SandboxPolicy policy, in RulesetPlan plan) =>
        (plan.Dropped.FileSystem & FileSystemRights.ResolveUnix) != FileSystemRights.None && !policy.OpensUnixSockets
            ? Closings.Unix
            : Closings.None;

    private static Closings Metadata(in SandboxPolicy policy) =>
        policy.NoMetadata || ((policy.Closed.FileSystem & FileSystemRights.WriteFile) != FileSystemRights.None && !policy.OpensWriting) ? Closings.Metadata : Closings.None;

    /// <summary>Where there are TCP sockets and none may be bound, one that listens all the same would get an ephemeral port.</summary>
    private static Closings Listen(in SandboxPolicy policy, Closings closings) =>
        (policy.Closed.Network & NetworkRights.BindTcp) != NetworkRights.None
        && (policy.OpenedPorts & NetworkRights.BindTcp) == NetworkRights.None
        && (closings & Closings.Tcp) == Closings.None
            ? Closings.Listen
            : Closings.None;
}
