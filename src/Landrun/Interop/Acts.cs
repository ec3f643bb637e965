using System.Runtime.InteropServices;
using Landrun.Landlock.Kernel;
using Landrun.Sandbox.Seccomp;
using Architecture = Landrun.Sandbox.Seccomp.Architecture;

namespace Landrun.Interop;

/// <summary>Acts that the sandbox is to refuse, one a method, each with what the kernel answered. What an act opens or makes it closes
/// or removes again; on success it leaves nothing changed.</summary>
internal static unsafe class Acts
{
    public const int AF_INET = 2;
    public const int AF_NETLINK = 16;
    public const int AF_ALG = 38;
    public const int AF_VSOCK = 40;
    public const int SOCK_STREAM = 1;
    public const int SOCK_DGRAM = 2;
    public const int SOCK_RAW = 3;
    public const int SOCK_SEQPACKET = 5;
    public const int IPPROTO_ICMP = 1;
    public const int IPPROTO_MPTCP = 262;
    public const int NETLINK_AUDIT = 9;
    public const int O_WRONLY = 1;

    private const int SOCK_CLOEXEC = 0x80000;
    private const int MSG_FASTOPEN = 0x20000000;
    private const int MSG_NOSIGNAL = 0x4000;
    private const uint LoopbackAddress = 0x7f000001;
    private const nuint TIOCSTI = 0x5412;
    private const nuint TCGETS = 0x5401;
    private const int RLIMIT_CORE = 4;
    private const int F_GETFD = 1;
    private const int PR_GET_NO_NEW_PRIVS = 39;
    private const int AT_FDCWD = -100;

    /// <summary>arm64 has a number of its own for it (arch/arm64/include/uapi/asm/fcntl.h).</summary>
    public static int O_DIRECTORY => Machine.IsArm ? 0x4000 : 0x10000;

    public static Errno Open(string path, int flags)
    {
        fixed (byte* name = Bytes(path))
        {
            int descriptor = Libc.Open(name, flags | Libc.O_CLOEXEC);
            return Closed(descriptor);
        }
    }

    /// <summary>execve(2) of a file that is executable by its mode and in no format: ENOEXEC where it is permitted.</summary>
    public static Errno Execute(string path)
    {
        fixed (byte* name = Bytes(path))
        {
            byte** words = stackalloc byte*[2] { name, null };
            return Libc.Execute(name, words, words + 1);
        }
    }

    public static Errno MakeDirectory(string path)
    {
        fixed (byte* name = Bytes(path))
        {
            Errno error = Result(mkdir(name, 0x1c0));
            _ = error == Errno.None ? rmdir(name) : 0;
            return error;
        }
    }

    /// <summary>rmdir(2) of a directory that is not empty: ENOTEMPTY where it is permitted.</summary>
    public static Errno RemoveDirectory(string path)
    {
        fixed (byte* name = Bytes(path))
        {
            return Result(rmdir(name));
        }
    }

    public static Errno Truncate(string path)
    {
        fixed (byte* name = Bytes(path))
        {
            return Result(truncate(name, 1));
        }
    }

    public static Errno ChangeMode(string path)
    {
        fixed (byte* name = Bytes(path))
        {
            return Result(chmod(name, 0x1c0));
        }
    }

    public static Errno ChangeTimes(string path)
    {
        fixed (byte* name = Bytes(path))
        {
            return Result(utimensat(AT_FDCWD, name, null, 0));
        }
    }

    /// <summary>TCGETS of a character device that is no terminal: ENOTTY where ioctl(2) is permitted.</summary>
    public static Errno DeviceControl(string path)
    {
        fixed (byte* name = Bytes(path))
        {
            int device = Libc.Open(name, Libc.O_RDONLY | Libc.O_CLOEXEC);
            byte* answer = stackalloc byte[64];
            Errno error = device < 0 ? (Errno)(-device) : Result(ioctl(device, TCGETS, answer));
            Close(device);
            return error;
        }
    }

    /// <summary>TIOCSTI on no descriptor: EBADF where it is permitted.</summary>
    public static Errno TypeIntoTerminal()
    {
        byte letter = 0;
        return Result(ioctl(-1, TIOCSTI, &letter));
    }

    public static Errno Socket(int family, int type, int protocol) => Closed(NewSocket(family, type, protocol));

    /// <summary>Connects to, binds or listens on an IPv4 address of loopback.</summary>
    public static Errno Connect(int type, ushort port) => WithAddress(type, port, (socket, address) => connect(socket, (void*)address, InternetAddressSize));

    public static Errno Bind(int type) => WithAddress(type, 0, (socket, address) => bind(socket, (void*)address, InternetAddressSize));

    public static Errno Listen() => WithAddress(SOCK_STREAM, 0, (socket, _) => listen(socket, 1));

    public static Errno Send(int type, ushort port, bool fastOpen) => WithAddress(
        type,
        port,
        (socket, address) =>
        {
            byte letter = 0;
            return (int)sendto(socket, &letter, 1, MSG_NOSIGNAL | (fastOpen ? MSG_FASTOPEN : 0), (void*)address, InternetAddressSize);
        });

    /// <summary>Connects to a unix socket: by path, or by an abstract name where it begins with a NUL.</summary>
    public static Errno ConnectUnix(string name) => Sockets.ConnectUnix(System.Text.Encoding.UTF8.GetBytes(name));

    /// <summary>Signal 0: whether one may be sent.</summary>
    public static Errno Signal(int process) => Result(kill(process, 0));

    /// <summary>Sets a limit of a process to what it is.</summary>
    public static Errno SetLimit(int process)
    {
        ulong* limit = stackalloc ulong[2];
        Errno error = Result(prlimit(process, RLIMIT_CORE, null, limit));
        return error == Errno.None ? Result(prlimit(process, RLIMIT_CORE, limit, null)) : error;
    }

    /// <summary>Reads where a process's program lies, which wants the right to trace it (proc(5)).</summary>
    public static Errno LookInto(int process)
    {
        fixed (byte* name = Bytes($"/proc/{process}/exe"))
        {
            return (Errno)Math.Max(0, -Libc.ReadLink(name, new byte[1]));
        }
    }

    /// <summary>Opens the root directory by a descriptor that passes execve(2); negative where it can't.</summary>
    public static int OpenForgotten()
    {
        fixed (byte* root = "/"u8)
        {
            return Libc.Open(root, Libc.O_RDONLY | O_DIRECTORY);
        }
    }

    public static Errno UseDescriptor(int descriptor) => Result(fcntl(descriptor, F_GETFD, 0));

    /// <summary>io_uring_setup(2) without parameters: EFAULT where it is permitted.</summary>
    public static Errno MakeRing() => Call("io_uring_setup"u8);

    /// <summary>add_key(2) without a type: EFAULT where it is permitted.</summary>
    public static Errno AddKey() => Call("add_key"u8);

    /// <summary>Whether execve(2) can still give privileges: PR_GET_NO_NEW_PRIVS of prctl(2).</summary>
    public static bool MayGainPrivileges() => prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 0;

    private const uint InternetAddressSize = 16;

    private delegate int Act(int socket, nint address);

    private static Errno WithAddress(int type, ushort port, Act act)
    {
        byte* address = stackalloc byte[(int)InternetAddressSize];
        Sockets.InternetAddress(new Span<byte>(address, (int)InternetAddressSize), LoopbackAddress, port);
        int socket = NewSocket(AF_INET, type, 0);
        Errno error = socket < 0 ? (Errno)(-socket) : Result(act(socket, (nint)address));
        Close(socket);
        return error;
    }

    private static int NewSocket(int family, int type, int protocol)
    {
        int result = socket(family, type | SOCK_CLOEXEC, protocol);
        return result < 0 ? -Marshal.GetLastSystemError() : result;
    }

    private static Errno Call(ReadOnlySpan<byte> name)
    {
        for (int index = 0; index < SystemCallTable.Count; index++)
        {
            SystemCallRow row = SystemCallTable.Row(index);
            if (row.Name.SequenceEqual(name))
            {
                return Result((int)syscall(row.Number(Machine.IsArm ? Architecture.Arm64 : Architecture.X64), 0, 0, 0, 0, 0));
            }
        }

        return Errno.ENOSYS;
    }

    private static byte[] Bytes(string text) => [.. System.Text.Encoding.UTF8.GetBytes(text), 0];

    private static Errno Closed(int descriptor)
    {
        Close(descriptor);
        return (Errno)Math.Max(0, -descriptor);
    }

    private static void Close(int descriptor) => _ = descriptor < 0 ? 0 : Libc.Close(descriptor);

    private static Errno Result(int result) => result < 0 ? (Errno)Marshal.GetLastSystemError() : Errno.None;

    [DllImport("libc"), SuppressGCTransition]
    private static extern int mkdir(byte* path, uint mode);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int rmdir(byte* path);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int truncate(byte* path, long length);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int chmod(byte* path, uint mode);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int utimensat(int directory, byte* path, void* times, int flags);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int ioctl(int descriptor, nuint request, void* argument);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int socket(int family, int type, int protocol);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int connect(int socket, void* address, uint size);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int bind(int socket, void* address, uint size);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int listen(int socket, int backlog);

    [DllImport("libc"), SuppressGCTransition]
    private static extern nint sendto(int socket, void* data, nuint size, int flags, void* address, uint addressSize);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int kill(int process, int signal);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int prlimit(int process, int resource, void* limit, void* previous);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int fcntl(int descriptor, int command, nint argument);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int prctl(int option, nuint second, nuint third, nuint fourth, nuint fifth);

    [DllImport("libc"), SuppressGCTransition]
    private static extern nint syscall(nint number, nint first, nint second, nint third, nint fourth, nint fifth);
}
