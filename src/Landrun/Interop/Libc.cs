using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Landrun.Landlock.Kernel;
using Landrun.Sandbox.Seccomp;

[assembly: DisableRuntimeMarshalling]

namespace Landrun.Interop;

/// <summary>The C library's functions that landrun needs besides Landlock's. Those that can fail return the negated errno.</summary>
internal static unsafe class Libc
{
    public const int O_RDONLY = 0;
    public const int O_WRONLY = 1;
    public const int O_NOCTTY = 0x100;
    public const int O_NONBLOCK = 0x800;
    public const int O_CLOEXEC = 0x80000;
    public const int O_PATH = 0x200000;

    /// <summary>GLOB_NOMATCH of glob(3): nothing has such a name.</summary>
    public const int GLOB_NOMATCH = 3;

    public const int AT_FDCWD = -100;
    public const int AT_SYMLINK_NOFOLLOW = 0x100;
    public const int AT_EACCESS = 0x200;
    public const int AT_EMPTY_PATH = 0x1000;
    public const int X_OK = 1;

    private const nuint AT_EXECVE_CHECK = 0x10000;
    private const int F_GETFD = 1;
    private const nuint TIOCGWINSZ = 0x5413;
    private const int F_SETFD = 2;
    private const int FD_CLOEXEC = 1;
    private const nint SIG_DFL = 0;
    private const nint SIG_IGN = 1;
    private const int CloseRangeNumber = 436;
    private const int OpenAt2Number = 437;
    private const ulong RESOLVE_NO_SYMLINKS = 4;
    private const uint CLOSE_RANGE_CLOEXEC = 1 << 2;
    private const int PR_GET_SECCOMP = 21;
    private const int PR_SET_SECCOMP = 22;
    private const nuint SECCOMP_MODE_FILTER = 2;
    private const nint ST_NOEXEC = 8;
    private const uint STATX_BASIC_STATS = 0x7ff;

    public static int OpenAt(int directory, byte* path, int flags) => Result(openat(directory, path, flags, 0));

    // Those that have a number of their own on each architecture.
    private static nint GetCapabilitiesNumber => Machine.IsArm ? 90 : 125;

    private static nint ExecuteAtNumber => Machine.IsArm ? 281 : 322;

    private static nint GetDirectoryEntriesNumber => Machine.IsArm ? 61 : 217;

    private static nint SetCapabilitiesNumber => Machine.IsArm ? 91 : 126;

    public static int Open(byte* path, int flags) => OpenAt(AT_FDCWD, path, flags);

    /// <summary>openat2(2) with RESOLVE_NO_SYMLINKS: ELOOP where any part of the path is a symbolic link.</summary>
    public static int OpenExactly(byte* path, int flags)
    {
        OpenHow how = new() { Flags = (ulong)flags, Resolve = RESOLVE_NO_SYMLINKS };
        return (int)Result(syscall4(OpenAt2Number, AT_FDCWD, (nuint)path, (nuint)(&how), (nuint)sizeof(OpenHow)));
    }

    public static int Close(int descriptor) => Result(close(descriptor));

    /// <summary>O_DIRECTORY has another value on arm64.</summary>
    public static int O_DIRECTORY => Machine.IsArm ? 0x4000 : 0x10000;

    /// <summary>faccessat(2) with the effective ids.</summary>
    public static int Access(byte* path, int mode) => Result(faccessat(AT_FDCWD, path, mode, AT_EACCESS));

    /// <summary>statx(2) of an open file.</summary>
    public static int Stat(int descriptor, out FileStatus status)
    {
        byte empty = 0;
        return Stat(descriptor, &empty, AT_EMPTY_PATH, out status);
    }

    /// <summary>statx(2) of what a path names, links followed.</summary>
    public static int StatPath(byte* path, out FileStatus status) => Stat(AT_FDCWD, path, 0, out status);

    /// <summary>Whether a path ends in a symbolic link.</summary>
    public static bool IsSymbolicLink(byte* path) => Stat(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, out FileStatus status) == 0 && status.IsSymbolicLink;

    /// <summary>What an entry of an open directory is.</summary>
    public static EntryKind KindOf(int directory, ReadOnlySpan<byte> name)
    {
        fixed (byte* pointer = (byte[])[.. name, 0])
        {
            return Stat(directory, pointer, AT_SYMLINK_NOFOLLOW, out FileStatus status) != 0 || status.IsSymbolicLink ? EntryKind.SymbolicLink
                : status.IsDirectory ? EntryKind.Directory
                : EntryKind.File;
        }
    }

    /// <summary>getdents64(2): how many bytes of records were read; 0 at the end.</summary>
    public static int ReadDirectory(int descriptor, Span<byte> buffer)
    {
        fixed (byte* pointer = buffer)
        {
            return (int)Result(syscall(GetDirectoryEntriesNumber, descriptor, (nuint)pointer, (nuint)buffer.Length));
        }
    }

    /// <summary>statx(2) of what a path names, a link at its end not followed.</summary>
    public static int StatLink(byte* path, out FileStatus status) => Stat(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, out status);

    /// <summary>statfs(2): whether nothing on that file system may be executed. <c>f_flags</c> is the eleventh long of
    /// <c>struct statfs</c> on 64-bit machines.</summary>
    public static bool IsOnNoExecMount(byte* path)
    {
        nint* status = stackalloc nint[32];
        return statfs(path, status) == 0 && (status[10] & ST_NOEXEC) != 0;
    }

    /// <summary>pread(2): how many bytes were read.</summary>
    public static int Read(int descriptor, Span<byte> buffer, long offset)
    {
        fixed (byte* pointer = buffer)
        {
            return (int)Result(pread(descriptor, pointer, (nuint)buffer.Length, offset));
        }
    }

    /// <summary>readlink(2): how many bytes the target has.</summary>
    public static int ReadLink(byte* path, Span<byte> buffer)
    {
        fixed (byte* pointer = buffer)
        {
            return (int)Result(readlink(path, pointer, (nuint)buffer.Length));
        }
    }

    /// <summary>The user whose rights this process has.</summary>
    public static uint EffectiveUser => geteuid();

    /// <summary>glob(3): 0, and the names that fit a pattern, sorted by their bytes; else why there are none.</summary>
    public static int Glob(byte* pattern, out byte** names, out nuint count)
    {
        // glob_t begins with the count and the names in glibc and in musl, and is smaller than this. It is never freed.
        nuint* result = stackalloc nuint[32];
        int error = glob(pattern, 0, null, result);
        count = error == 0 ? result[0] : 0;
        names = (byte**)result[1];
        return error;
    }

    /// <summary>Writes all of it, as far as the descriptor takes it.</summary>
    public static void Write(int descriptor, ReadOnlySpan<byte> text)
    {
        fixed (byte* pointer = text)
        {
            nuint done = 0;
            while (done < (nuint)text.Length)
            {
                nint written = Result(write(descriptor, pointer + done, (nuint)text.Length - done));
                if (written == -(nint)Errno.EINTR)
                {
                    continue;
                }

                if (written <= 0)
                {
                    return;
                }

                done += (nuint)written;
            }
        }
    }

    /// <summary>close_range(2) with CLOSE_RANGE_CLOEXEC: these descriptors won't pass the next execve(2).</summary>
    public static int CloseOnExecFrom(int first) => (int)Result(syscall(CloseRangeNumber, first, uint.MaxValue, CLOSE_RANGE_CLOEXEC));

    /// <summary>Lets a descriptor pass execve(2).</summary>
    public static int KeepOnExec(int descriptor) => Result(fcntl(descriptor, F_SETFD, 0));

    /// <summary>Whether a descriptor is open and passes execve(2).</summary>
    public static bool PassesExec(int descriptor) => Result(fcntl(descriptor, F_GETFD, 0)) is >= 0 and var flags && (flags & FD_CLOEXEC) == 0;

    public static bool IsTerminal(int descriptor) => isatty(descriptor) == 1;

    /// <summary>The columns of the terminal behind a descriptor (ioctl_tty(2)); 0 where it is none or doesn't tell.</summary>
    public static int TerminalWidth(int descriptor)
    {
        ushort* size = stackalloc ushort[4];
        return ioctl(descriptor, TIOCGWINSZ, size) == 0 ? size[1] : 0;
    }

    /// <summary>poll(2) without waiting: sets a bit for each descriptor that is open, from 0 on.</summary>
    public static void FindOpen(Span<ulong> open)
    {
        const int Size = 64;
        const ulong PollNotOpen = (ulong)0x20 << 48;
        // struct pollfd is a descriptor in four bytes and twice two bytes of events; POLLNVAL comes back in the last two.
        ulong* descriptors = stackalloc ulong[Size];
        for (int word = 0; word < open.Length; word++)
        {
            for (int bit = 0; bit < Size; bit++)
            {
                descriptors[bit] = (ulong)((word * Size) + bit);
            }

            bool answered = poll(descriptors, Size, 0) >= 0;
            for (int bit = 0; bit < Size; bit++)
            {
                open[word] |= answered && (descriptors[bit] & PollNotOpen) == 0 ? 1UL << bit : 0;
            }
        }
    }

    /// <summary>Whether a signal is ignored. The handler is the first member of <c>struct sigaction</c> in glibc and musl.</summary>
    public static bool IsIgnored(int signal)
    {
        nint* action = stackalloc nint[32];
        return sigaction(signal, null, action) == 0 && *action == SIG_IGN;
    }

    /// <summary>Ignores a signal, or gives it its default again.</summary>
    public static void SetIgnored(int number, bool ignored) => _ = signal(number, ignored ? SIG_IGN : SIG_DFL);

    /// <summary>PR_GET_SECCOMP of prctl(2): whether this kernel was built with seccomp.</summary>
    public static bool HasSeccomp() => Result(prctl(PR_GET_SECCOMP, 0, 0, 0, 0)) >= 0;

    /// <summary>PR_SET_SECCOMP of prctl(2): installs a filter that stays over execve(2).</summary>
    public static Errno InstallFilter(ReadOnlySpan<BpfInstruction> program)
    {
        fixed (BpfInstruction* instructions = program)
        {
            FilterProgram filter = new() { Length = (ushort)program.Length, Instructions = instructions };
            return (Errno)(-Result(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, (nuint)(&filter), 0, 0)));
        }
    }

    /// <summary>capget(2) of this process, with _LINUX_CAPABILITY_VERSION_3: two halves of 32 bits.</summary>
    public static Errno GetCapabilities(out CapabilitySets sets)
    {
        CapabilityHeader header = new() { Version = CapabilityHeader.Version3 };
        uint* data = stackalloc uint[6];
        nint error = Result(syscall(GetCapabilitiesNumber, (nint)(&header), (nuint)data, 0));
        sets = new CapabilitySets
        {
            Effective = data[0] | ((ulong)data[3] << 32),
            Permitted = data[1] | ((ulong)data[4] << 32),
            Inheritable = data[2] | ((ulong)data[5] << 32),
        };
        return (Errno)(-error);
    }

    /// <summary>capset(2) of this process.</summary>
    public static Errno SetCapabilities(in CapabilitySets sets)
    {
        CapabilityHeader header = new() { Version = CapabilityHeader.Version3 };
        uint* data = stackalloc uint[6]
        {
            (uint)sets.Effective, (uint)sets.Permitted, (uint)sets.Inheritable,
            (uint)(sets.Effective >> 32), (uint)(sets.Permitted >> 32), (uint)(sets.Inheritable >> 32),
        };
        return (Errno)(-Result(syscall(SetCapabilitiesNumber, (nint)(&header), (nuint)data, 0)));
    }

    /// <summary>execveat(2) with AT_EXECVE_CHECK: whether a file may be executed, without doing it. EINVAL before Linux 6.14.</summary>
    public static Errno CheckExecution(byte* path)
    {
        byte** nothing = stackalloc byte*[2] { path, null };
        return (Errno)(-Result(syscall5(ExecuteAtNumber, AT_FDCWD, (nuint)path, (nuint)nothing, (nuint)(nothing + 1), AT_EXECVE_CHECK)));
    }

    /// <summary>getuid(2).</summary>
    public static uint UserId() => getuid();

    /// <summary>getrlimit(2): the hard limit; <see cref="ulong.MaxValue"/> for none.</summary>
    public static Errno GetLimit(int resource, out ulong hard)
    {
        ulong* limits = stackalloc ulong[2];
        Errno error = (Errno)(-Result(getrlimit(resource, limits)));
        hard = limits[1];
        return error;
    }

    /// <summary>setrlimit(2) of both the soft and the hard limit.</summary>
    public static Errno SetLimit(int resource, ulong limit)
    {
        ulong* limits = stackalloc ulong[2] { limit, limit };
        return (Errno)(-Result(setrlimit(resource, limits)));
    }

    /// <summary>_exit(2): does not return.</summary>
    public static void Exit(int status) => _exit(status);

    /// <summary>close_range(2) of all descriptors.</summary>
    public static void CloseAll() => _ = syscall(CloseRangeNumber, 0, uint.MaxValue, 0);

    /// <summary>execve(2): returns only when it failed, with the errno.</summary>
    public static Errno Execute(byte* path, byte** arguments, byte** environment) =>
        (Errno)(-Result(execve(path, arguments, environment)));

    /// <summary>Memory that lives until execve(2). There is no way on without it.</summary>
    public static void* Allocate(void* previous, nuint size)
    {
        void* memory = realloc(previous, size);
        if (memory == null)
        {
            Write(2, "landrun: out of memory; nothing was run\n"u8);
            _exit(ExitStatus.Failed);
        }

        return memory;
    }

    /// <summary>strlen(3).</summary>
    [DllImport("libc", EntryPoint = "strlen"), SuppressGCTransition]
    public static extern nuint Length(byte* text);

    /// <summary>Starts the .NET runtime, which then calls Main.</summary>
    [DllImport("libc", EntryPoint = "__real_main"), SuppressGCTransition]
    public static extern int StartRuntime(int argumentCount, byte** arguments);

    private static int Stat(int directory, byte* path, int flags, out FileStatus status)
    {
        fixed (FileStatus* pointer = &status)
        {
            return Result(statx(directory, path, flags, STATX_BASIC_STATS, pointer));
        }
    }

    private static int Result(int result) => result == -1 ? -Marshal.GetLastSystemError() : result;

    private static nint Result(nint result) => result == -1 ? -Marshal.GetLastSystemError() : result;

    [DllImport("libc"), SuppressGCTransition]
    private static extern int openat(int directory, byte* path, int flags, int mode);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int close(int descriptor);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int faccessat(int directory, byte* path, int mode, int flags);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int statx(int directory, byte* path, int flags, uint mask, FileStatus* status);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int statfs(byte* path, void* status);

    [DllImport("libc"), SuppressGCTransition]
    private static extern nint pread(int descriptor, byte* buffer, nuint count, long offset);

    [DllImport("libc"), SuppressGCTransition]
    private static extern nint readlink(byte* path, byte* buffer, nuint count);

    [DllImport("libc"), SuppressGCTransition]
    private static extern nint write(int descriptor, byte* buffer, nuint count);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int fcntl(int descriptor, int command, nint argument);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int isatty(int descriptor);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int ioctl(int descriptor, nuint request, void* argument);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int poll(void* descriptors, nuint count, int timeout);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int sigaction(int signal, void* action, void* previous);

    [DllImport("libc"), SuppressGCTransition]
    private static extern nint signal(int signal, nint handler);

    [DllImport("libc"), SuppressGCTransition]
    private static extern nint syscall(nint number, nint first, nuint second, nuint third);

    [DllImport("libc", EntryPoint = "syscall"), SuppressGCTransition]
    private static extern nint syscall4(nint number, nint first, nuint second, nuint third, nuint fourth);

    [DllImport("libc", EntryPoint = "syscall"), SuppressGCTransition]
    private static extern nint syscall5(nint number, nint first, nuint second, nuint third, nuint fourth, nuint fifth);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int prctl(int option, nuint second, nuint third, nuint fourth, nuint fifth);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int execve(byte* path, byte** arguments, byte** environment);

    [DllImport("libc"), SuppressGCTransition]
    private static extern uint getuid();

    [DllImport("libc"), SuppressGCTransition]
    private static extern int getrlimit(int resource, ulong* limits);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int setrlimit(int resource, ulong* limits);

    [DllImport("libc"), SuppressGCTransition]
    private static extern void* realloc(void* previous, nuint size);

    [DllImport("libc"), SuppressGCTransition]
    private static extern uint geteuid();

    [DllImport("libc")]
    private static extern int glob(byte* pattern, int flags, void* onError, void* result);

    [DllImport("libc"), SuppressGCTransition]
    private static extern void _exit(int status);

    /// <summary><c>struct sock_fprog</c> of <c>include/uapi/linux/filter.h</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct FilterProgram
    {
        public ushort Length;
        public BpfInstruction* Instructions;
    }

    /// <summary><c>struct open_how</c> of <c>include/uapi/linux/openat2.h</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }

    /// <summary><c>struct __user_cap_header_struct</c> of <c>include/uapi/linux/capability.h</c>; 0 is this process.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct CapabilityHeader
    {
        public const uint Version3 = 0x20080522;

        public uint Version;
        public int ProcessId;
    }
}
