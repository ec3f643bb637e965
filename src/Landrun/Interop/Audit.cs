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

    [DllImport("libc"), SuppressGCTransition]
    private static extern int socket(int family, int type, int protocol);

    [DllImport("libc"), SuppressGCTransition]
    private static extern nint send(int socket, byte* data, nuint size, int flags);

    [DllImport("libc"), SuppressGCTransition]
    private static extern nint recv(int socket, byte* data, nuint size, int flags);
}
