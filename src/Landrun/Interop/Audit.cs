using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Landrun.Interop;

/// <summary>The kernel's audit system, asked over netlink (<c>include/uapi/linux/audit.h</c>).</summary>
internal static unsafe class Audit
{
    private const int AUDIT_GET = 1000;
    private const ushort NLM_F_REQUEST = 1;
    private const int HeaderSize = 16;
    private const int SOCK_CLOEXEC = 0x80000;

    /// <summary>AUDIT_NLGRP_READLOG: a copy of each record, for whom CAP_AUDIT_READ lets have it.</summary>
    private const uint ReadLogGroup = 1;

    private const int SOL_SOCKET = 1;
    private const int SO_RCVBUFFORCE = 33;
    private const int ReceiveBuffer = 8 << 20;
    private const short POLLIN = 1;
    private const int MSG_DONTWAIT = 0x40;

    /// <summary>Whether audit is switched on; null where that is not ours to ask (CAP_AUDIT_CONTROL) or there is no audit.</summary>
    public static bool? IsOn()
    {
        int netlink = socket(Acts.AF_NETLINK, Acts.SOCK_RAW | SOCK_CLOEXEC, Acts.NETLINK_AUDIT);
        if (netlink < 0)
        {
            return null;
        }

        // struct nlmsghdr of netlink(7): length, type, flags, sequence, port.
        Span<byte> message = stackalloc byte[256];
        message.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(message, HeaderSize);
        BinaryPrimitives.WriteUInt16LittleEndian(message[4..], AUDIT_GET);
        BinaryPrimitives.WriteUInt16LittleEndian(message[6..], NLM_F_REQUEST);
        nint size;
        fixed (byte* bytes = message)
        {
            size = send(netlink, bytes, HeaderSize, 0) < 0 ? -1 : recv(netlink, bytes, (nuint)message.Length, 0);
        }

        Libc.Close(netlink);
        // Behind the header stands struct audit_status: mask, enabled, …
        return size >= HeaderSize + 8 && BinaryPrimitives.ReadUInt16LittleEndian(message[4..]) == AUDIT_GET
            ? BinaryPrimitives.ReadUInt32LittleEndian(message[(HeaderSize + 4)..]) != 0
            : null;
    }

    /// <summary>A socket that gets every record from now on; negative where that is not permitted.</summary>
    public static int OpenLog()
    {
        int netlink = socket(Acts.AF_NETLINK, Acts.SOCK_RAW | SOCK_CLOEXEC, Acts.NETLINK_AUDIT);
        // struct sockaddr_nl of netlink(7): family, a gap, port, groups.
        uint* address = stackalloc uint[3] { Acts.AF_NETLINK, 0, ReadLogGroup };
        if (netlink >= 0 && bind(netlink, address, 3 * sizeof(uint)) < 0)
        {
            Libc.Close(netlink);
            return -1;
        }

        int size = ReceiveBuffer;
        _ = setsockopt(netlink, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(int));
        return netlink;
    }

    /// <summary>The next record, without waiting longer than so many milliseconds.</summary>
    /// <returns>False where none came in that time.</returns>
    public static bool Receive(int log, int milliseconds, Span<byte> buffer, out int type, out ReadOnlySpan<byte> text)
    {
        type = 0;
        text = default;
        // struct pollfd: the descriptor, what is awaited.
        int* entry = stackalloc int[2] { log, POLLIN };
        if (milliseconds > 0 && poll(entry, 1, milliseconds) <= 0)
        {
            return false;
        }

        nint size;
        fixed (byte* bytes = buffer)
        {
            size = recv(log, bytes, (nuint)buffer.Length, MSG_DONTWAIT);
        }

        if (size < HeaderSize)
        {
            return false;
        }

        type = BinaryPrimitives.ReadUInt16LittleEndian(buffer[4..]);
        text = buffer[HeaderSize..(int)size];
        return true;
    }

    [DllImport("libc"), SuppressGCTransition]
    private static extern int bind(int socket, void* address, uint size);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int setsockopt(int socket, int level, int option, void* value, uint size);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int poll(void* descriptors, nuint count, int timeout);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int socket(int family, int type, int protocol);

    [DllImport("libc"), SuppressGCTransition]
    private static extern nint send(int socket, byte* data, nuint size, int flags);

    [DllImport("libc"), SuppressGCTransition]
    private static extern nint recv(int socket, byte* data, nuint size, int flags);
}
