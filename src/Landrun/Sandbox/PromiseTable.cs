using Landrun.Landlock;
using Landrun.Landlock.Kernel;
using Landrun.Sandbox.Seccomp;

namespace Landrun.Sandbox;

/// <summary>What landrun promises, and what keeps it; the ABI and the Linux version follow from the rights.</summary>
internal static class PromiseTable
{
    public const int Count = 13;

    /// <summary>Linux 7.2 made Landlock's rights on ports hold for TCP Fast Open.</summary>
    public const int AbiWithFastOpen = 10;

    public static PromiseRow Row(int index) => index switch
    {
        0 => new("reading, writing, executing, creating and removing files, looking into processes"u8, LogLevel.Error, new()
        {
            FileSystem = (FileSystemRights)RightTable.Known(RightKind.FileSystem, 1),
        }),
        1 => new("truncating files"u8, LogLevel.Error, new() { FileSystem = FileSystemRights.Truncate }),
        2 => new("TCP ports"u8, LogLevel.Error, new() { Network = NetworkRights.BindTcp | NetworkRights.ConnectTcp }, Closings.Tcp),
        3 => new("ioctl on devices"u8, LogLevel.Info, new() { FileSystem = FileSystemRights.DeviceIoctl }),
        4 => new("abstract unix sockets"u8, LogLevel.Error, new() { Scopes = Scopes.AbstractUnixSocket }, Closings.Unix),
        5 => new("signals to other processes"u8, LogLevel.Info, new() { Scopes = Scopes.Signal }),
        6 => new("unix sockets by path"u8, LogLevel.Error, new() { FileSystem = FileSystemRights.ResolveUnix }, Closings.Unix),
        7 => new("UDP ports"u8, LogLevel.Error, new() { Network = NetworkRights.BindUdp | NetworkRights.ConnectSendUdp }, Closings.Udp),
        8 => new("MPTCP, SCTP, raw, packet, vsock and other sockets"u8, LogLevel.Error, default, Closings.OtherProtocols),
        9 => new("TCP Fast Open"u8, LogLevel.Error, default, Closings.FastOpen, networkAbi: AbiWithFastOpen),
        10 => new("listening on an ephemeral TCP port"u8, LogLevel.Info, default, Closings.Listen | Closings.Tcp,
            "needs the seccomp filter, which can't tell it from listening on unix sockets where --unix is given; --bind-tcp 0 allows it"u8),
        11 => new("modes, owners, times and attributes of files"u8, LogLevel.Error, default, Closings.Metadata),
        12 => new("typing into the terminal, io_uring, keyrings, limits of other processes"u8, LogLevel.Error, default,
            Closings.Terminal | Closings.IoUring | Closings.Keyrings | Closings.OtherLimits),
        _ => default,
    };

    /// <summary>Whether a promise is broken, where Landlock had to drop some rights and of what the filter ought to close, it
    /// closes only some.</summary>
    public static bool IsBroken(in PromiseRow row, AccessMasks dropped, Closings needed, Closings closed) =>
        (row.Closings & closed) == Closings.None
        && (row.Rights.IsEmpty ? (row.Closings & needed) != Closings.None : !(row.Rights & dropped).IsEmpty);

    /// <summary>Who keeps a promise under a plan, where the filter closes this.</summary>
    public static Keepers KeepersOf(in PromiseRow row, in RulesetPlan plan, Closings closed)
    {
        bool byRights = !(row.Rights & plan.Handled).IsEmpty && (row.Rights & plan.Dropped).IsEmpty;
        bool byPorts = row.NetworkAbi > 0 && plan.Abi >= row.NetworkAbi && plan.Handled.Network != NetworkRights.None;
        return (byRights || byPorts ? Keepers.Landlock : Keepers.Nobody)
            | ((row.Closings & closed) != Closings.None ? Keepers.Filter : Keepers.Nobody);
    }

    /// <summary>The first ABI that keeps a promise.</summary>
    public static int Abi(in PromiseRow row)
    {
        int abi = 1;
        while (!(row.Rights - AccessMasks.Known(abi)).IsEmpty && abi <= AbiTable.Newest)
        {
            abi++;
        }

        return abi;
    }
}
