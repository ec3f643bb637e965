using System.Runtime.InteropServices;

namespace Landrun.Interop;

/// <summary>The calls that make a second process before the runtime starts. Those that can fail return the negated errno.</summary>
internal static unsafe class Processes
{
    private const int AF_UNIX = 1;
    private const int SOCK_STREAM = 1;
    private const int SOCK_CLOEXEC = 0x80000;
    private const int O_RDWR = 2;
    private const int F_DUPFD_CLOEXEC = 1030;
    private const int PR_SET_PTRACER = 0x59616d61;
    private const int WaitForClones = unchecked((int)0x80000000);
    private const int CloseRangeNumber = 436;

    private static nint CloneNumber => Machine.IsArm ? 220 : 56;

    /// <summary>clone(2) without a signal at the child's end: nobody but <see cref="Reap"/> gets to know of it.</summary>
    public static int ForkUnseen() => (int)Result(syscall(CloneNumber, 0, 0, 0, 0, 0));

    /// <summary>fork(2): 0 in the child.</summary>
    public static int Fork() => (int)Result(fork());

    /// <summary>Waits for a child made by <see cref="ForkUnseen"/>.</summary>
    public static int Reap(int child) => Wait(child, null, WaitForClones);

    /// <summary>waitpid(2): waits for the end of a child.</summary>
    public static int Await(int child, out int status)
    {
        fixed (int* pointer = &status)
        {
            return Wait(child, pointer, 0);
        }
    }

    private static int Wait(int child, int* status, int options)
    {
        int result;
        do
        {
            result = (int)Result(waitpid(child, status, options));
        }
        while (result == -(int)Landlock.Kernel.Errno.EINTR);

        return result;
    }

    public static int SocketPair(out int first, out int second)
    {
        int* pair = stackalloc int[2];
        int result = (int)Result(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair));
        first = pair[0];
        second = pair[1];
        return result;
    }

    /// <summary>read(2), to the end of the buffer: how many bytes came.</summary>
    public static int Receive(int descriptor, Span<byte> buffer)
    {
        int done = 0;
        fixed (byte* pointer = buffer)
        {
            while (done < buffer.Length)
            {
                nint got = Result(read(descriptor, pointer + done, (nuint)(buffer.Length - done)));
                if (got == -(nint)Landlock.Kernel.Errno.EINTR)
                {
                    continue;
                }

                if (got <= 0)
                {
                    break;
                }

                done += (int)got;
            }
        }

        return done;
    }

    /// <summary>Under Yama's ptrace_scope 1, only whom the process names may trace it; without Yama this fails and means nothing.</summary>
    public static void NameTracer(int process) => _ = prctl(PR_SET_PTRACER, (nuint)process, 0, 0, 0);

    /// <summary>The same descriptor at a number above standard error's, which may be free.</summary>
    public static int Raise(int descriptor) => fcntl(descriptor, F_DUPFD_CLOEXEC, 3);

    /// <summary>Leaves the caller's process group, and all of its descriptors but standard error and one. Not its session: the scheduler gives
    /// each session a share of its own (sched_autogroup of sched(7)), so that on a busy machine every change between two of them waits.</summary>
    public static void Leave(int kept)
    {
        _ = setpgid(0, 0);
        fixed (byte* nothing = "/dev/null"u8)
        {
            int descriptor = open(nothing, O_RDWR, 0);
            _ = dup2(descriptor, 0);
            _ = dup2(descriptor, 1);
        }

        _ = syscall(CloseRangeNumber, 3, kept - 1, 0, 0, 0);
        _ = syscall(CloseRangeNumber, kept + 1, -1, 0, 0, 0);
    }

    /// <summary>Gives up standard error, where a reader may wait for its end.</summary>
    public static void Silence() => _ = dup2(0, 2);

    /// <summary>The process that a thread belongs to, by <c>Tgid:</c> of its <c>/proc/ID/status</c>; the thread's own id where that can't be read.</summary>
    public static int GroupOf(int thread)
    {
        Span<byte> text = stackalloc byte[512];
        int size = FileSystem.ReadProc(thread, "status", text);
        int start = text[..size].IndexOf("\nTgid:\t"u8);
        if (start < 0)
        {
            return thread;
        }

        text = text[(start + "\nTgid:\t".Length)..size];
        int end = text.IndexOf((byte)'\n');
        int group = CString.ParseNumber(end < 0 ? text : text[..end]);
        return group > 0 ? group : thread;
    }

    /// <summary>Whether this process may signal those that kill(2) takes the number for.</summary>
    public static bool MaySignal(int target) => kill(target, 0) == 0;

    public static int ProcessId() => getpid();

    private static nint Result(nint result) => result == -1 ? -Marshal.GetLastSystemError() : result;

    [DllImport("libc"), SuppressGCTransition]
    private static extern nint syscall(nint number, nint first, nint second, nint third, nint fourth, nint fifth);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int fork();

    [DllImport("libc"), SuppressGCTransition]
    private static extern int waitpid(int process, int* status, int options);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int socketpair(int domain, int type, int protocol, int* pair);

    [DllImport("libc"), SuppressGCTransition]
    private static extern nint read(int descriptor, byte* buffer, nuint count);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int open(byte* path, int flags, int mode);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int dup2(int from, int to);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int fcntl(int descriptor, int command, nint argument);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int setpgid(int process, int group);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int kill(int process, int signal);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int getpid();

    [DllImport("libc"), SuppressGCTransition]
    private static extern int prctl(int option, nuint second, nuint third, nuint fourth, nuint fifth);
}
