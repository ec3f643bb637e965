using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Landrun.Landlock.Kernel;

[assembly: DisableRuntimeMarshalling]

namespace Landrun.Interop;

/// <summary>The C library's functions that landrun needs besides Landlock's. Those that can fail return the negated errno.</summary>
internal static unsafe class Libc
{
    public const int O_RDONLY = 0;
    public const int O_NOCTTY = 0x100;
    public const int O_NONBLOCK = 0x800;
    public const int O_CLOEXEC = 0x80000;
    public const int O_PATH = 0x200000;

    public const int AT_FDCWD = -100;
    public const int AT_EACCESS = 0x200;
    public const int AT_EMPTY_PATH = 0x1000;
    public const int X_OK = 1;

    private const int F_SETFD = 2;
    private const int CloseRangeNumber = 436;
    private const uint CLOSE_RANGE_CLOEXEC = 1 << 2;
    private const uint STATX_BASIC_STATS = 0x7ff;

    public static int OpenAt(int directory, byte* path, int flags) => Result(openat(directory, path, flags, 0));

    public static int Open(byte* path, int flags) => OpenAt(AT_FDCWD, path, flags);

    public static int Close(int descriptor) => Result(close(descriptor));

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
    private static extern nint pread(int descriptor, byte* buffer, nuint count, long offset);

    [DllImport("libc"), SuppressGCTransition]
    private static extern nint readlink(byte* path, byte* buffer, nuint count);

    [DllImport("libc"), SuppressGCTransition]
    private static extern nint write(int descriptor, byte* buffer, nuint count);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int fcntl(int descriptor, int command, nint argument);

    [DllImport("libc"), SuppressGCTransition]
    private static extern nint syscall(nint number, nint first, nuint second, nuint third);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int execve(byte* path, byte** arguments, byte** environment);

    [DllImport("libc"), SuppressGCTransition]
    private static extern void* realloc(void* previous, nuint size);

    [DllImport("libc"), SuppressGCTransition]
    private static extern void _exit(int status);
}
