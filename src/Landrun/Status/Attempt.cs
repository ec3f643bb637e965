namespace Landrun.Status;

/// <summary>Everything that <c>--status</c> tries. Its row in <see cref="AttemptTable"/> says all else.</summary>
internal enum Attempt
{
    Read,
    List,
    Write,
    Execute,
    Create,
    Remove,
    Truncate,
    TcpConnect,
    TcpBind,
    DeviceIoctl,
    AbstractSocket,
    Signal,
    UnixSocket,
    UdpSend,
    UdpBind,
    Multipath,
    PingSocket,
    VsockSocket,
    CryptoSocket,
    AuditSocket,
    FastOpen,
    Listen,
    ChangeMode,
    ChangeTimes,
    TypeIntoTerminal,
    Ring,
    Keyring,
    OtherLimits,
    OtherProcess,
    InheritedDescriptor,
    InheritedVariable,
    GainPrivileges,
    Capability,

    /// <summary>How many there are; not an attempt.</summary>
    Count,
}
