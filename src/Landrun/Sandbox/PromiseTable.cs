using Landrun.Landlock;
using Landrun.Landlock.Kernel;

namespace Landrun.Sandbox;

/// <summary>What landrun promises, by the rights that keep it; the ABI and the Linux version follow from the rights.</summary>
internal static class PromiseTable
{
    public const int Count = 8;

    public static PromiseRow Row(int index) => index switch
    {
        0 => new("reading, writing, executing, creating and removing files"u8, LogLevel.Error, new()
        {
            FileSystem = (FileSystemRights)RightTable.Known(RightKind.FileSystem, 1),
        }),
        1 => new("truncating files"u8, LogLevel.Error, new() { FileSystem = FileSystemRights.Truncate }),
        2 => new("TCP ports"u8, LogLevel.Error, new() { Network = NetworkRights.BindTcp | NetworkRights.ConnectTcp }),
        3 => new("ioctl on devices"u8, LogLevel.Info, new() { FileSystem = FileSystemRights.DeviceIoctl }),
        4 => new("abstract unix sockets"u8, LogLevel.Error, new() { Scopes = Scopes.AbstractUnixSocket }),
        5 => new("signals to other processes"u8, LogLevel.Info, new() { Scopes = Scopes.Signal }),
        6 => new("unix sockets by path"u8, LogLevel.Error, new() { FileSystem = FileSystemRights.ResolveUnix }),
        7 => new("UDP ports"u8, LogLevel.Error, new() { Network = NetworkRights.BindUdp | NetworkRights.ConnectSendUdp }),
        _ => default,
    };

    /// <summary>The first ABI that keeps a promise.</summary>
    public static int Abi(in PromiseRow row)
    {
        int abi = 1;
        while (!(row.Kept - AccessMasks.Known(abi)).IsEmpty && abi <= AbiTable.Newest)
        {
            abi++;
        }

        return abi;
    }
}
