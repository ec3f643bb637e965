namespace Landrun.Landlock;

/// <summary>What a sandboxed thread may do with ports: the bits of <c>handled_access_net</c> and of a port rule.</summary>
/// <remarks>The values are the kernel's own, <c>LANDLOCK_ACCESS_NET_*</c> of <c>include/uapi/linux/landlock.h</c>. They concern
/// IPv4 and IPv6 and no other protocol: MPTCP, SCTP, raw sockets and TCP Fast Open pass by.</remarks>
[Flags]
public enum NetworkRights : ulong
{
    /// <summary>No right.</summary>
    None = 0,

    /// <summary>Bind a TCP socket to the port (ABI 4). Port 0 stands for the kernel's ephemeral ports.</summary>
    BindTcp = 1UL << 0,

    /// <summary>Connect a TCP socket to the remote port (ABI 4).</summary>
    ConnectTcp = 1UL << 1,

    /// <summary>Bind a UDP socket to the port (ABI 10). Sending from an unbound socket binds it to port 0.</summary>
    BindUdp = 1UL << 2,

    /// <summary>Connect a UDP socket to the remote port or send a datagram to it (ABI 10).</summary>
    ConnectSendUdp = 1UL << 3,
}
