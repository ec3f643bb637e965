using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Landrun.Landlock.Kernel;

namespace Landrun.Interop;

/// <summary>Tries of sockets that reach nobody, as far as that is possible and let go at once, and sockets that others may reach.</summary>
internal static unsafe class Sockets
{
    private const int AF_UNIX = 1;
    private const int AF_INET = 2;
    private const int SOCK_STREAM = 1;
    private const int SOCK_DGRAM = 2;
    private const int SOCK_NONBLOCK = 0x800;
    private const int SOCK_CLOEXEC = 0x80000;

    /// <summary>struct sockaddr_un: the family, and a path of up to 108 bytes.</summary>
    private const int UnixAddressSize = 110;

    /// <summary>connect(2) to the broadcast address, which TCP refuses (ENETUNREACH) after the kernel has let it pass.</summary>
    public static Errno ConnectTcp(ushort port) => Internet(SOCK_STREAM, 0xffffffff, port, bind: false);

    /// <summary>bind(2) to an address of nobody's (TEST-NET-1), which is refused (EADDRNOTAVAIL) after the kernel has let it pass.</summary>
    public static Errno BindTcp(ushort port) => Internet(SOCK_STREAM, 0xc0000201, port, bind: true);

    /// <summary>connect(2) to loopback, which sends nothing.</summary>
    public static Errno ConnectUdp(ushort port) => Internet(SOCK_DGRAM, 0x7f000001, port, bind: false);

    public static Errno BindUdp(ushort port) => Internet(SOCK_DGRAM, 0xc0000201, port, bind: true);

    /// <summary>Connects to a unix socket, by its path or by an abstract name that begins with a NUL, and hangs up.</summary>
    public static Errno ConnectUnix(ReadOnlySpan<byte> name)
    {
        Span<byte> address = stackalloc byte[UnixAddressSize];
        int size = UnixAddress(address, name);
        return size == 0 ? Errno.ENAMETOOLONG : Try(AF_UNIX, SOCK_STREAM, address[..size], bind: false);
    }

    /// <summary>A TCP socket that listens, or a UDP socket, at a port of loopback that the kernel chooses.</summary>
    /// <returns>The descriptor, or the negated errno.</returns>
    public static int Offer(bool stream, out ushort port)
    {
        Span<byte> address = stackalloc byte[16];
        InternetAddress(address, 0x7f000001, 0);
        int descriptor = Offer(AF_INET, stream ? SOCK_STREAM : SOCK_DGRAM, address, stream);
        uint size = (uint)address.Length;
        fixed (byte* pointer = address)
        {
            if (descriptor >= 0)
            {
                _ = getsockname(descriptor, pointer, &size);
            }
        }

        port = BinaryPrimitives.ReadUInt16BigEndian(address[2..]);
        return descriptor;
    }

    /// <summary>A unix socket that listens, by its path, or by an abstract name that begins with a NUL.</summary>
    /// <returns>The descriptor, or the negated errno.</returns>
    public static int Offer(ReadOnlySpan<byte> name)
    {
        Span<byte> address = stackalloc byte[UnixAddressSize];
        int size = UnixAddress(address, name);
        return size == 0 ? -(int)Errno.ENAMETOOLONG : Offer(AF_UNIX, SOCK_STREAM, address[..size], listens: true);
    }

    /// <summary>struct sockaddr_in: family, port and host in network order, eight bytes of nothing.</summary>
    public static void InternetAddress(Span<byte> address, uint host, ushort port)
    {
        address.Clear();
        address[0] = AF_INET;
        BinaryPrimitives.WriteUInt16BigEndian(address[2..], port);
        BinaryPrimitives.WriteUInt32BigEndian(address[4..], host);
    }

    /// <returns>How long the address is, which counts: behind an abstract name each NUL would be part of it. 0 where the name is too long.</returns>
    private static int UnixAddress(Span<byte> address, ReadOnlySpan<byte> name)
    {
        if (name.Length >= UnixAddressSize - sizeof(ushort))
        {
            return 0;
        }

        address.Clear();
        address[0] = AF_UNIX;
        name.CopyTo(address[sizeof(ushort)..]);
        return sizeof(ushort) + name.Length + (name.StartsWith((byte)0) ? 0 : 1);
    }

    private static int Offer(int family, int type, ReadOnlySpan<byte> address, bool listens)
    {
        int descriptor = socket(family, type | SOCK_CLOEXEC, 0);
        fixed (byte* pointer = address)
        {
            if (descriptor >= 0 && bind(descriptor, pointer, (uint)address.Length) == 0 && (!listens || listen(descriptor, 8) == 0))
            {
                return descriptor;
            }
        }

        int error = -Marshal.GetLastSystemError();
        Libc.Close(descriptor);
        return error;
    }

    private static Errno Internet(int type, uint host, ushort port, bool bind)
    {
        Span<byte> address = stackalloc byte[16];
        InternetAddress(address, host, port);
        return Try(AF_INET, type, address, bind);
    }

    private static Errno Try(int family, int type, ReadOnlySpan<byte> address, bool bind)
    {
        int descriptor = socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (descriptor < 0)
        {
            return (Errno)Marshal.GetLastSystemError();
        }

        Errno error;
        fixed (byte* pointer = address)
        {
            int result = bind ? Sockets.bind(descriptor, pointer, (uint)address.Length) : connect(descriptor, pointer, (uint)address.Length);
            error = result == 0 ? Errno.None : (Errno)Marshal.GetLastSystemError();
        }

        Libc.Close(descriptor);
        return error;
    }

    [DllImport("libc"), SuppressGCTransition]
    private static extern int socket(int family, int type, int protocol);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int connect(int descriptor, byte* address, uint size);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int bind(int descriptor, byte* address, uint size);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int listen(int descriptor, int backlog);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int getsockname(int descriptor, byte* address, uint* size);
}
