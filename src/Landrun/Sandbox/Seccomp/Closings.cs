namespace Landrun.Sandbox.Seccomp;

/// <summary>What the filter closes.</summary>
[Flags]
internal enum Closings
{
    None = 0,

    /// <summary>Typing into the terminal that the command shares with its caller.</summary>
    Terminal = 1 << 0,

    /// <summary>Modes, owners, times and extended attributes of files.</summary>
    Metadata = 1 << 1,

    /// <summary>Every kind of socket but TCP, UDP, unix and netlink route.</summary>
    OtherProtocols = 1 << 2,

    /// <summary>TCP sockets.</summary>
    Tcp = 1 << 3,

    /// <summary>UDP sockets.</summary>
    Udp = 1 << 4,

    /// <summary>Unix sockets, but pairs that are connected to each other for good.</summary>
    Unix = 1 << 5,

    /// <summary>Connecting with the first datagram of a TCP connection.</summary>
    FastOpen = 1 << 6,

    /// <summary>Listening, which binds a TCP socket without a port to an ephemeral one.</summary>
    Listen = 1 << 7,

    /// <summary>io_uring, whose operations no filter sees.</summary>
    IoUring = 1 << 8,

    /// <summary>The kernel's keyrings.</summary>
    Keyrings = 1 << 9,

    /// <summary>Limits of other processes, by which they can be ended.</summary>
    OtherLimits = 1 << 10,
}
