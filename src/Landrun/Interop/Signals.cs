using System.Runtime.InteropServices;
using Landrun.Landlock.Kernel;

namespace Landrun.Interop;

/// <summary>Signals, and children: what <see cref="Launch.Supervisor"/> needs of the C library. Those that can fail return the negated errno.</summary>
internal static unsafe class Signals
{
    public const int SIGKILL = 9;
    public const int SIGTERM = 15;
    public const int SIGCHLD = 17;
    public const int SIGCONT = 18;
    public const int SIGSTOP = 19;
    public const int SIGTTOU = 22;

    /// <summary><c>si_code</c>: the kernel itself sent it, as it does for a terminal.</summary>
    public const int SI_KERNEL = 0x80;

    /// <summary><c>si_code</c>: a timer ran out.</summary>
    public const int SI_TIMER = -2;

    /// <summary>kill(2): all processes that may be signalled, but this one.</summary>
    public const int Everyone = -1;

    // asm-generic/siginfo.h, in units of 4 bytes.
    private const int InfoLength = 32;
    private const int InfoCode = 2;
    private const int InfoStatus = 6;

    private const int SetLength = 16;
    private const int SIG_BLOCK = 0;
    private const int SIG_SETMASK = 2;
    private const int P_PID = 1;
    private const int WNOHANG = 1;
    private const int WSTOPPED = 2;
    private const int WEXITED = 4;
    private const int WCONTINUED = 8;
    private const int CLOCK_MONOTONIC = 1;
    private const int PR_SET_PDEATHSIG = 1;

    /// <summary>What this thread blocked before <see cref="Block"/>.</summary>
    private static SignalSet previous;

    /// <summary>sigprocmask(2): blocks all signals of this thread.</summary>
    public static void Block()
    {
        ulong* all = stackalloc ulong[SetLength];
        new Span<ulong>(all, SetLength).Fill(ulong.MaxValue);
        fixed (SignalSet* old = &previous)
        {
            _ = sigprocmask(SIG_SETMASK, all, (ulong*)old);
        }
    }

    /// <summary>Blocks what was blocked before <see cref="Block"/>.</summary>
    public static void Unblock()
    {
        fixed (SignalSet* old = &previous)
        {
            _ = sigprocmask(SIG_SETMASK, (ulong*)old, null);
        }
    }

    /// <summary>Blocks nothing.</summary>
    public static void UnblockAll()
    {
        ulong* none = stackalloc ulong[SetLength];
        new Span<ulong>(none, SetLength).Clear();
        _ = sigprocmask(SIG_SETMASK, none, null);
    }

    /// <summary>sigwaitinfo(2): waits for any of the blocked signals, and says why it was sent.</summary>
    public static int Wait(out int code)
    {
        ulong* all = stackalloc ulong[SetLength];
        new Span<ulong>(all, SetLength).Fill(ulong.MaxValue);
        int* info = stackalloc int[InfoLength];
        int signal = sigwaitinfo(all, info);
        code = info[InfoCode];
        return signal;
    }

    /// <summary>For a process in the background that watches others, in this thread and all that it makes: lets SIGCHLD wait to be read from
    /// <see cref="OfChildren"/>, and lets it write to a terminal that only the foreground may write to.</summary>
    public static void HoldForWatching()
    {
        ulong* set = stackalloc ulong[SetLength];
        Children(set);
        set[0] |= 1UL << (SIGTTOU - 1);
        _ = sigprocmask(SIG_BLOCK, set, null);
        // Were it ignored, as a parent may have left it, none would be sent.
        Libc.SetIgnored(SIGCHLD, false);
    }

    /// <summary>signalfd(2): a descriptor with something to read when a child has changed.</summary>
    public static int OfChildren()
    {
        const int SFD_NONBLOCK = 0x800;
        const int SFD_CLOEXEC = 0x80000;
        ulong* set = stackalloc ulong[SetLength];
        Children(set);
        return signalfd(-1, set, SFD_NONBLOCK | SFD_CLOEXEC);
    }

    /// <summary>Reads what has come to a descriptor of <see cref="OfChildren"/>: one signal, however many children changed.</summary>
    public static void Forget(int children)
    {
        const int SignalInfoSize = 128;
        byte* info = stackalloc byte[SignalInfoSize];
        _ = read(children, info, SignalInfoSize);
    }

    /// <summary>kill(2).</summary>
    public static Errno Send(int process, int signal) => kill(process, signal) == 0 ? Errno.None : (Errno)Marshal.GetLastSystemError();

    /// <summary>Ends this process when the thread that forked it ends.</summary>
    public static void EndWithParent() => _ = prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);

    public static int ProcessId() => getpid();

    public static int ParentId() => getppid();

    /// <summary>waitid(2), without waiting: what became of a child since the last time. <see cref="ChildState.Unchanged"/> where nothing.</summary>
    public static ChildState StateOf(int process, out int status)
    {
        int* info = stackalloc int[InfoLength];
        info[InfoCode] = 0;
        int result = waitid(P_PID, process, info, WEXITED | WSTOPPED | WCONTINUED | WNOHANG);
        status = info[InfoStatus];
        return result == 0 ? (ChildState)info[InfoCode] : ChildState.Unchanged;
    }

    /// <summary>timer_create(2): a timer that sends SIGCONT to this process, by which a stopped one goes on.</summary>
    public static Errno CreateTimer(out nint timer)
    {
        int* notification = stackalloc int[16];
        new Span<int>(notification, 16).Clear();
        notification[2] = SIGCONT;
        nint created = 0;
        Errno error = timer_create(CLOCK_MONOTONIC, notification, &created) == 0 ? Errno.None : (Errno)Marshal.GetLastSystemError();
        timer = created;
        return error;
    }

    /// <summary>timer_settime(2): lets it run out after that time, and every second from then on.</summary>
    public static Errno SetTimer(nint timer, long milliseconds)
    {
        // The interval and the first time, each in seconds and nanoseconds.
        long* times = stackalloc long[4] { 1, 0, milliseconds / 1000, milliseconds % 1000 * 1_000_000 };
        return timer_settime(timer, 0, times, null) == 0 ? Errno.None : (Errno)Marshal.GetLastSystemError();
    }

    /// <summary>clock_gettime(2) of CLOCK_MONOTONIC, in milliseconds.</summary>
    public static long Now()
    {
        long* time = stackalloc long[2];
        _ = clock_gettime(CLOCK_MONOTONIC, time);
        return (time[0] * 1000) + (time[1] / 1_000_000);
    }

    private static void Children(ulong* set)
    {
        new Span<ulong>(set, SetLength).Clear();
        set[0] = 1UL << (SIGCHLD - 1);
    }

    [DllImport("libc"), SuppressGCTransition]
    private static extern nint read(int descriptor, byte* buffer, nuint count);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int signalfd(int descriptor, ulong* set, int flags);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int sigprocmask(int how, ulong* set, ulong* old);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int sigwaitinfo(ulong* set, int* info);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int kill(int process, int signal);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int getpid();

    [DllImport("libc"), SuppressGCTransition]
    private static extern int getppid();

    [DllImport("libc"), SuppressGCTransition]
    private static extern int prctl(int option, nuint second, nuint third, nuint fourth, nuint fifth);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int waitid(int kind, int process, int* info, int options);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int timer_create(int clock, int* notification, nint* timer);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int timer_settime(nint timer, int flags, long* times, long* old);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int clock_gettime(int clock, long* time);

    /// <summary><c>sigset_t</c>.</summary>
    [StructLayout(LayoutKind.Sequential, Size = SetLength * sizeof(ulong))]
    private struct SignalSet;
}
