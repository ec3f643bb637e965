namespace Landrun.Sandbox.Seccomp;

/// <summary>What decides on a system call that is closed in part.</summary>
internal enum Check
{
    /// <summary>Nothing: it is refused whatever its arguments.</summary>
    Always,

    /// <summary>The request of ioctl(2).</summary>
    Request,

    /// <summary>Family, type and protocol of socket(2).</summary>
    Socket,

    /// <summary>Family and type of socketpair(2).</summary>
    SocketPair,

    /// <summary>MSG_FASTOPEN in the third argument.</summary>
    ThirdFlags,

    /// <summary>MSG_FASTOPEN in the fourth argument.</summary>
    FourthFlags,

    /// <summary>Whether prlimit64(2) sets a limit of a process named by its number.</summary>
    OtherProcess,
}
