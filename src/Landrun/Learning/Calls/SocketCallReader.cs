using System.Buffers.Binary;
using System.Text;
using Landrun.Interop;
using Landrun.Landlock;

namespace Landrun.Learning.Calls;

/// <summary>What the calls of sockets access: ports, unix sockets by path, and what a sandbox has no sockets for.</summary>
internal static class SocketCallReader
{
    private const int AF_UNSPEC = 0;
    private const int AF_UNIX = 1;
    private const int AF_INET = 2;
    private const int AF_INET6 = 10;
    private const int AF_NETLINK = 16;
    private const int SOCK_TYPE_MASK = 0xf;
    private const int SOCK_STREAM = 1;
    private const int SOCK_DGRAM = 2;
    private const int IPPROTO_TCP = 6;
    private const int IPPROTO_UDP = 17;
    private const int IPPROTO_MPTCP = 262;
    private const int SO_TYPE = 3;
    private const int SO_PROTOCOL = 38;
    private const int SO_DOMAIN = 39;

    /// <summary>A struct mmsghdr of 64-bit machines: a struct msghdr of 56 bytes, and a length.</summary>
    private const int MessageStride = 64;

    /// <summary>As many messages as the kernel takes at once.</summary>
    private const uint UIO_MAXIOV = 1024;

    /// <summary>sizeof(struct sockaddr_un).</summary>
    private const int LargestAddress = 110;

    public static void Read(List<Access> accesses, PathWalker walker, TracedTask task, WatchedCall call, in CallArguments arguments)
    {
        int socket = (int)arguments[0];
        switch (call)
        {
            case WatchedCall.socket:
                OfKind(accesses, (int)arguments[0], (int)arguments[1] & SOCK_TYPE_MASK, (int)arguments[2]);
                break;
            case WatchedCall.bind:
                OnAddress(accesses, walker, task, socket, arguments[1], (int)arguments[2], binds: true);
                break;
            case WatchedCall.connect:
                OnAddress(accesses, walker, task, socket, arguments[1], (int)arguments[2], binds: false);
                break;
            case WatchedCall.sendto:
                OnAddress(accesses, walker, task, socket, arguments[4], (int)arguments[5], binds: false);
                break;
            case WatchedCall.sendmsg:
                OnMessage(accesses, walker, task, socket, arguments[1]);
                break;
            case WatchedCall.sendmmsg:
                for (ulong index = 0; index < Math.Min((uint)arguments[2], UIO_MAXIOV); index++)
                {
                    OnMessage(accesses, walker, task, socket, arguments[1] + (index * MessageStride));
                }

                break;
            case WatchedCall.listen:
                OnListen(accesses, task, socket);
                break;
            default:
                break;
        }
    }

    /// <summary>Whether a kind of socket exists in a sandbox: TCP, UDP, unix and netlink route. MPTCP counts as TCP, as programs fall back to it.</summary>
    private static void OfKind(List<Access> accesses, int family, int type, int protocol)
    {
        bool known = family switch
        {
            AF_UNIX => true,
            AF_NETLINK => protocol == 0,
            AF_INET or AF_INET6 => (type == SOCK_STREAM && protocol is 0 or IPPROTO_TCP or IPPROTO_MPTCP) || (type == SOCK_DGRAM && protocol is 0 or IPPROTO_UDP),
            _ => false,
        };
        if (!known)
        {
            accesses.Add(new Access { Remark = Remark.OtherSocket });
        }
    }

    /// <summary>struct msghdr begins with the address and its size.</summary>
    private static void OnMessage(List<Access> accesses, PathWalker walker, TracedTask task, int socket, ulong message)
    {
        ulong address = TaskMemory.ReadPointer(task.Id, message);
        if (address != 0)
        {
            OnAddress(accesses, walker, task, socket, address, (int)(uint)TaskMemory.ReadPointer(task.Id, message + 8), binds: false);
        }
    }

    private static void OnAddress(List<Access> accesses, PathWalker walker, TracedTask task, int socket, ulong address, int size, bool binds)
    {
        Span<byte> bytes = stackalloc byte[LargestAddress];
        size = Math.Min(size, LargestAddress);
        if (size < sizeof(ushort) || !TaskMemory.Read(task.Id, address, bytes[..size]))
        {
            return;
        }

        int family = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
        if (family == AF_UNIX)
        {
            OnUnixAddress(accesses, walker, task, bytes[sizeof(ushort)..size], binds);
        }
        else if (family is AF_INET or AF_INET6 or AF_UNSPEC && size >= 4 && Kind(task, socket) is { } kind && (family != AF_UNSPEC || binds))
        {
            NetworkRights rights = (kind, binds) switch
            {
                (SOCK_STREAM, true) => NetworkRights.BindTcp,
                (SOCK_STREAM, false) => NetworkRights.ConnectTcp,
                (_, true) => NetworkRights.BindUdp,
                _ => NetworkRights.ConnectSendUdp,
            };
            accesses.Add(new Access { Ports = rights, Port = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]) });
        }
    }

    private static void OnUnixAddress(List<Access> accesses, PathWalker walker, TracedTask task, ReadOnlySpan<byte> name, bool binds)
    {
        if (name.IsEmpty || name[0] == 0)
        {
            accesses.Add(new Access { Remark = name.IsEmpty ? Remark.None : Remark.AbstractSocket });
            return;
        }

        int end = name.IndexOf((byte)0);
        string path = Encoding.Latin1.GetString(end < 0 ? name : name[..end]);
        if (walker.Resolve(task, Libc.AT_FDCWD, path, !binds) is not { IsNameless: false } found || found.Exists == binds)
        {
            return;
        }

        if (binds)
        {
            accesses.Add(new Access { Path = found.Directory, Rights = FileSystemRights.MakeSocket, IsDirectory = true });
            accesses.Add(new Access { Path = found.Path, Creates = true });
        }
        else
        {
            accesses.Add(new Access { Path = found.Path, Link = found.Link, Rights = FileSystemRights.ResolveUnix });
        }
    }

    /// <summary>A TCP socket that listens without a port gets an ephemeral one.</summary>
    private static void OnListen(List<Access> accesses, TracedTask task, int socket)
    {
        int copy = Ptrace.CopyDescriptor(task.Process, socket);
        if (copy < 0)
        {
            return;
        }

        bool isTcp = Ptrace.SocketOption(copy, SO_DOMAIN) is AF_INET or AF_INET6 && Ptrace.SocketOption(copy, SO_TYPE) == SOCK_STREAM;
        if (isTcp && Ptrace.BoundPort(copy) == 0)
        {
            accesses.Add(new Access { Ports = NetworkRights.BindTcp, Port = 0 });
        }

        Libc.Close(copy);
    }

    /// <summary>SOCK_STREAM for TCP, SOCK_DGRAM for UDP; nothing for any other.</summary>
    private static int? Kind(TracedTask task, int socket)
    {
        int copy = Ptrace.CopyDescriptor(task.Process, socket);
        if (copy < 0)
        {
            return null;
        }

        int protocol = Ptrace.SocketOption(copy, SO_PROTOCOL);
        int domain = Ptrace.SocketOption(copy, SO_DOMAIN);
        Libc.Close(copy);
        return domain is not (AF_INET or AF_INET6) ? null
            : protocol is IPPROTO_TCP or IPPROTO_MPTCP ? SOCK_STREAM
            : protocol == IPPROTO_UDP ? SOCK_DGRAM
            : null;
    }
}
