namespace Landrun.Landlock.Kernel;

/// <summary>Every right that Landlock knows, in the order of the kernel's header. A new right is a new row.</summary>
/// <remarks>A method rather than an array: it is read before the .NET runtime starts, where only constants exist.</remarks>
internal static class RightTable
{
    public const int Count = 23;

    public static RightRow Row(int index) => index switch
    {
        0 => new(FileSystemRights.Execute, 1, "execute"u8, "execute a file"u8, onFile: true),
        1 => new(FileSystemRights.WriteFile, 1, "write_file"u8, "open a file for writing"u8, onFile: true),
        2 => new(FileSystemRights.ReadFile, 1, "read_file"u8, "open a file for reading"u8, onFile: true),
        3 => new(FileSystemRights.ReadDirectory, 1, "read_dir"u8, "list a directory"u8),
        4 => new(FileSystemRights.RemoveDirectory, 1, "remove_dir"u8, "remove or rename a directory"u8),
        5 => new(FileSystemRights.RemoveFile, 1, "remove_file"u8, "remove or rename a file"u8),
        6 => new(FileSystemRights.MakeCharacterDevice, 1, "make_char"u8, "create a character device"u8),
        7 => new(FileSystemRights.MakeDirectory, 1, "make_dir"u8, "create a directory"u8),
        8 => new(FileSystemRights.MakeRegular, 1, "make_reg"u8, "create a regular file"u8),
        9 => new(FileSystemRights.MakeSocket, 1, "make_sock"u8, "create a unix socket"u8),
        10 => new(FileSystemRights.MakeFifo, 1, "make_fifo"u8, "create a named pipe"u8),
        11 => new(FileSystemRights.MakeBlockDevice, 1, "make_block"u8, "create a block device"u8),
        12 => new(FileSystemRights.MakeSymbolicLink, 1, "make_sym"u8, "create a symbolic link"u8),
        13 => new(FileSystemRights.Refer, 2, "refer"u8, "rename or link between directories"u8),
        14 => new(FileSystemRights.Truncate, 3, "truncate"u8, "truncate a file"u8, onFile: true),
        15 => new(FileSystemRights.DeviceIoctl, 5, "ioctl_dev"u8, "use ioctl on a device"u8, onFile: true),
        16 => new(FileSystemRights.ResolveUnix, 9, "resolve_unix"u8, "connect to a unix socket by its path"u8, onFile: true),
        17 => new(NetworkRights.BindTcp, 4, "bind_tcp"u8, "bind a TCP port"u8),
        18 => new(NetworkRights.ConnectTcp, 4, "connect_tcp"u8, "connect to a TCP port"u8),
        19 => new(NetworkRights.BindUdp, 10, "bind_udp"u8, "bind a UDP port"u8),
        20 => new(NetworkRights.ConnectSendUdp, 10, "connect_send_udp"u8, "send to a UDP port"u8),
        21 => new(Scopes.AbstractUnixSocket, 6, "abstract_unix_socket"u8, "no abstract unix sockets from outside"u8),
        22 => new(Scopes.Signal, 6, "signal"u8, "no signals to processes outside"u8),
        _ => default,
    };

    /// <summary>The rights of one kind that an ABI knows, as a mask.</summary>
    public static ulong Known(RightKind kind, int abi)
    {
        ulong known = 0;
        for (int index = 0; index < Count; index++)
        {
            RightRow row = Row(index);
            if (row.Kind == kind && row.Abi <= abi)
            {
                known |= row.Bit;
            }
        }

        return known;
    }

    /// <summary>The file system rights that mean something on what is not a directory.</summary>
    public static FileSystemRights OnFile()
    {
        ulong rights = 0;
        for (int index = 0; index < Count; index++)
        {
            RightRow row = Row(index);
            if (row.OnFile)
            {
                rights |= row.Bit;
            }
        }

        return (FileSystemRights)rights;
    }

    /// <summary>The file system right of that name; <see cref="FileSystemRights.None"/> where there is none.</summary>
    public static FileSystemRights FileSystemRight(ReadOnlySpan<byte> name)
    {
        for (int index = 0; index < Count; index++)
        {
            RightRow row = Row(index);
            if (row.Kind == RightKind.FileSystem && row.Name.SequenceEqual(name))
            {
                return (FileSystemRights)row.Bit;
            }
        }

        return FileSystemRights.None;
    }
}
