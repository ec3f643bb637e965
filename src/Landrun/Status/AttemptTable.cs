using Landrun.Landlock.Kernel;

namespace Landrun.Status;

/// <summary>What is tried for each promise, and how the sandbox refuses it.</summary>
internal static class AttemptTable
{
    /// <summary>Kept by landrun's own start, whatever the kernel.</summary>
    public const int Launch = -1;

    public static AttemptRow Row(Attempt attempt) => attempt switch
    {
        Attempt.Read => new("read a file"u8, 0, Errno.EACCES),
        Attempt.List => new("list a directory"u8, 0, Errno.EACCES),
        Attempt.Write => new("write a file"u8, 0, Errno.EACCES),
        Attempt.Execute => new("execute a file"u8, 0, Errno.EACCES),
        Attempt.Create => new("create a directory"u8, 0, Errno.EACCES),
        Attempt.Remove => new("remove a directory"u8, 0, Errno.EACCES),
        Attempt.Truncate => new("truncate a file"u8, 1, Errno.EACCES),
        Attempt.TcpConnect => new("connect over TCP"u8, 2, Errno.EACCES),
        Attempt.TcpBind => new("bind a TCP port"u8, 2, Errno.EACCES),
        Attempt.DeviceIoctl => new("ioctl on a device"u8, 3, Errno.EACCES),
        Attempt.AbstractSocket => new("connect to an abstract socket"u8, 4, Errno.EPERM, Errno.EACCES),
        Attempt.Signal => new("signal a process"u8, 5, Errno.EPERM),
        Attempt.UnixSocket => new("connect to a socket by path"u8, 6, Errno.EACCES),
        Attempt.UdpSend => new("send over UDP"u8, 7, Errno.EACCES),
        Attempt.UdpBind => new("bind a UDP port"u8, 7, Errno.EACCES),
        Attempt.Multipath => new("open an MPTCP socket"u8, 8, Errno.EPROTONOSUPPORT),
        Attempt.PingSocket => new("open a ping socket"u8, 8, Errno.EPROTONOSUPPORT),
        Attempt.VsockSocket => new("open a vsock socket"u8, 8, Errno.EAFNOSUPPORT),
        Attempt.CryptoSocket => new("open a crypto socket"u8, 8, Errno.EAFNOSUPPORT),
        Attempt.AuditSocket => new("open an audit socket"u8, 8, Errno.EPROTONOSUPPORT),
        Attempt.FastOpen => new("connect by TCP Fast Open"u8, 9, Errno.EOPNOTSUPP, Errno.EACCES),
        Attempt.Listen => new("listen without a port"u8, 10, Errno.EACCES),
        Attempt.ChangeMode => new("change a file's mode"u8, 11, Errno.EPERM),
        Attempt.ChangeTimes => new("change a file's times"u8, 11, Errno.EPERM),
        Attempt.TypeIntoTerminal => new("type into the terminal"u8, 12, Errno.EPERM),
        Attempt.Ring => new("make an io_uring"u8, 12, Errno.ENOSYS),
        Attempt.Keyring => new("add a key"u8, 12, Errno.ENOSYS),
        Attempt.OtherLimits => new("set a process's limits"u8, 12, Errno.EPERM),
        Attempt.OtherProcess => new("look into a process"u8, 0, Errno.EACCES),
        Attempt.InheritedDescriptor => new("use a forgotten descriptor"u8, Launch, Errno.EBADF),
        Attempt.InheritedVariable => new("read an unnamed variable"u8, Launch, Errno.ENOENT),
        Attempt.GainPrivileges => new("gain privileges by execve"u8, Launch, Errno.EPERM),
        Attempt.Capability => new("use root's other capabilities"u8, Launch, Errno.EPERM),
        _ => default,
    };
}
