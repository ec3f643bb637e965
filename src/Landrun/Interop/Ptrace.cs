using System.Runtime.InteropServices;
using Landrun.Landlock.Kernel;

namespace Landrun.Interop;

/// <summary>ptrace(2) and what a tracer needs besides. All of it must be called on one thread, the one that attached. Those that can
/// fail return the negated errno.</summary>
internal static unsafe class Ptrace
{
    public const int SIGTRAP = 5;
    public const int SIGSYS = 31;

    public const int EventFork = 1;
    public const int EventVfork = 2;
    public const int EventClone = 3;
    public const int EventExec = 4;
    public const int EventExit = 6;
    public const int EventSeccomp = 7;
    public const int EventStop = 128;

    /// <summary>What a trap of landrun's own filter carries besides the errno, so that it is told apart from those of other filters.</summary>
    public const uint TrapMark = 0x4c00;

    /// <summary>A system call's exit, marked so by PTRACE_O_TRACESYSGOOD.</summary>
    public const int SystemCallStop = SIGTRAP | 0x80;

    private const nint PTRACE_CONT = 7;
    private const nint PTRACE_SYSCALL = 24;
    private const nint PTRACE_GETEVENTMSG = 0x4201;
    private const nint PTRACE_GETSIGINFO = 0x4202;
    private const nint PTRACE_GETREGSET = 0x4204;
    private const nint PTRACE_SETREGSET = 0x4205;
    private const nint PTRACE_SEIZE = 0x4206;
    private const nint PTRACE_INTERRUPT = 0x4207;
    private const nint PTRACE_LISTEN = 0x4208;
    private const nint PTRACE_GET_SYSCALL_INFO = 0x420e;
    private const nint NT_PRSTATUS = 1;
    private const int WaitForAll = 0x40000000;

    /// <summary>PTRACE_O_EXITKILL and TRACESYSGOOD, FORK, VFORK, CLONE, EXEC, EXIT, SECCOMP: nothing goes on when the tracer is gone.</summary>
    private const nint Options = 0x100000 | 0x01 | 0x02 | 0x04 | 0x08 | 0x10 | 0x40 | 0x80;

    private const int SYS_SECCOMP = 1;
    private const int RegisterBytes = 1024;
    private const int Registers32Bytes = 17 * 4;

    // Offsets in the registers: rax and orig_rax of struct user_regs_struct, eax of its 32-bit form, x0 of struct user_pt_regs.
    private const int Rax = 10 * 8;
    private const int OrigRax = 15 * 8;
    private const int Eax = 6 * 4;

    private static nint PidfdOpenNumber => 434;

    private static nint PidfdGetfdNumber => 438;

    private static nint KillNumber => Machine.IsArm ? 129 : 62;

    /// <summary>Attaches without stopping.</summary>
    public static Errno Seize(int task) => Error(ptrace(PTRACE_SEIZE, task, 0, Options));

    /// <summary>Lets a task go on; it gets the signal, if it is not 0.</summary>
    public static void Continue(int task, int signal = 0) => _ = ptrace(PTRACE_CONT, task, 0, signal);

    /// <summary>Lets a task go on to the end of its system call.</summary>
    public static void ContinueToExit(int task) => _ = ptrace(PTRACE_SYSCALL, task, 0, 0);

    /// <summary>Stops a task at the end of the call that it is in.</summary>
    public static bool Interrupt(int task) => ptrace(PTRACE_INTERRUPT, task, 0, 0) >= 0;

    /// <summary>Leaves a task in the stop that a signal put its whole process in.</summary>
    public static void Listen(int task) => _ = ptrace(PTRACE_LISTEN, task, 0, 0);

    /// <summary>What an event is about: a new task, the old id of one that executed, the status of one that ends.</summary>
    public static long EventMessage(int task)
    {
        nint message = 0;
        return ptrace(PTRACE_GETEVENTMSG, task, 0, (nint)(&message)) < 0 ? -1 : message;
    }

    public static bool GetCall(int task, out CallStop stop)
    {
        fixed (CallStop* pointer = &stop)
        {
            return ptrace(PTRACE_GET_SYSCALL_INFO, task, sizeof(CallStop), (nint)pointer) > 0;
        }
    }

    /// <summary>For a task that stopped with SIGSYS: the trap's data, and the number of the call; false where it is another SIGSYS.</summary>
    public static bool GetTrap(int task, out uint data, out int number)
    {
        // siginfo_t: si_signo, si_errno, si_code, a gap; of SIGSYS: si_call_addr, si_syscall, si_arch.
        int* signal = stackalloc int[32];
        bool known = ptrace(PTRACE_GETSIGINFO, task, 0, (nint)signal) >= 0 && signal[2] == SYS_SECCOMP;
        data = known ? (uint)signal[1] : 0;
        number = known ? signal[6] : 0;
        return known;
    }

    /// <summary>Gives the call that a trap skipped its result.</summary>
    public static bool SetResult(int task, long result)
    {
        byte* registers = stackalloc byte[RegisterBytes];
        int size = ReadRegisters(task, registers);
        if (size < 0)
        {
            return false;
        }

        if (Machine.IsArm)
        {
            *(long*)registers = result;
        }
        else if (size == Registers32Bytes)
        {
            *(int*)(registers + Eax) = (int)result;
        }
        else
        {
            *(long*)(registers + Rax) = result;
        }

        IoVector vector = new() { Base = registers, Length = (nuint)size };
        return ptrace(PTRACE_SETREGSET, task, NT_PRSTATUS, (nint)(&vector)) >= 0;
    }

    /// <summary>The arguments of the call that a trap skipped.</summary>
    public static bool GetArguments(int task, out CallArguments arguments)
    {
        arguments = default;
        long* registers = stackalloc long[RegisterBytes / sizeof(long)];
        if (ReadRegisters(task, (byte*)registers) is < 0 or Registers32Bytes)
        {
            return false;
        }

        // x86-64: rdi, rsi, rdx, r10, r8, r9 in struct user_regs_struct; arm64: x0 to x5.
        ReadOnlySpan<byte> places = Machine.IsArm ? [0, 1, 2, 3, 4, 5] : [14, 13, 12, 7, 9, 8];
        for (int index = 0; index < 6; index++)
        {
            arguments[index] = (ulong)registers[places[index]];
        }

        return true;
    }

    /// <summary>The call that a task was in when a signal, or <see cref="Interrupt"/>, stopped it, and what it would return; none outside of a call.</summary>
    public static bool GetInterrupted(int task, out long number, out CallArguments arguments, out long result)
    {
        long* registers = stackalloc long[RegisterBytes / sizeof(long)];
        int size = Machine.IsArm ? -1 : ReadRegisters(task, (byte*)registers);
        bool known = size is not (< 0 or Registers32Bytes);
        number = known ? registers[OrigRax / sizeof(long)] : -1;
        result = known ? registers[Rax / sizeof(long)] : 0;
        arguments = default;
        return known && GetArguments(task, out arguments) && number >= 0;
    }

    /// <summary>Waits for the next stop or end of any task; the errno ECHILD when none is left.</summary>
    public static int Wait(out int status) => Wait(WaitForAll, out status);

    /// <summary>The next stop or end of any task, if there is one by now; 0 when there is none.</summary>
    public static int WaitBriefly(out int status)
    {
        const int WNOHANG = 1;
        return Wait(WaitForAll | WNOHANG, out status);
    }

    private static int Wait(int options, out int status)
    {
        fixed (int* pointer = &status)
        {
            int result;
            do
            {
                result = (int)Result(waitpid(-1, pointer, options));
            }
            while (result == -(int)Errno.EINTR);

            return result;
        }
    }

    /// <summary>process_vm_readv(2): how many bytes of a task's memory were read. A range that crosses into an unmapped page gives
    /// nothing, so that a caller that doesn't know the length must not cross one.</summary>
    public static int ReadMemory(int task, ulong address, Span<byte> buffer)
    {
        fixed (byte* pointer = buffer)
        {
            IoVector local = new() { Base = pointer, Length = (nuint)buffer.Length };
            IoVector remote = new() { Base = (byte*)address, Length = (nuint)buffer.Length };
            return (int)Result(process_vm_readv(task, &local, 1, &remote, 1, 0));
        }
    }

    /// <summary>A copy of another process's descriptor.</summary>
    public static int CopyDescriptor(int process, int descriptor)
    {
        int handle = (int)Result(syscall(PidfdOpenNumber, process, 0, 0));
        if (handle < 0)
        {
            return handle;
        }

        int copy = (int)Result(syscall(PidfdGetfdNumber, handle, descriptor, 0));
        Libc.Close(handle);
        return copy;
    }

    /// <summary>An option of SOL_SOCKET that is a number.</summary>
    public static int SocketOption(int socket, int option)
    {
        const int SOL_SOCKET = 1;
        int value = 0;
        uint size = sizeof(int);
        int result = (int)Result(getsockopt(socket, SOL_SOCKET, option, &value, &size));
        return result < 0 ? result : value;
    }

    /// <summary>The port that an IPv4 or IPv6 socket is bound to; 0 where it is not.</summary>
    public static int BoundPort(int socket)
    {
        byte* address = stackalloc byte[128];
        uint size = 128;
        return getsockname(socket, address, &size) < 0 ? 0 : (address[2] << 8) | address[3];
    }

    public static void Kill(int process)
    {
        const nint SIGKILL = 9;
        _ = syscall(KillNumber, process, SIGKILL, 0);
    }

    /// <summary>How many bytes of registers there are: fewer for a 32-bit program.</summary>
    private static int ReadRegisters(int task, byte* registers)
    {
        IoVector* vector = stackalloc IoVector[1];
        *vector = new IoVector { Base = registers, Length = RegisterBytes };
        return ptrace(PTRACE_GETREGSET, task, NT_PRSTATUS, (nint)vector) < 0 ? -1 : (int)vector->Length;
    }

    private static Errno Error(nint result) => result == -1 ? (Errno)Marshal.GetLastSystemError() : Errno.None;

    private static nint Result(nint result) => result == -1 ? -Marshal.GetLastSystemError() : result;

    [DllImport("libc"), SuppressGCTransition]
    private static extern nint ptrace(nint request, nint task, nint address, nint data);

    // No transition, though it blocks: it would change errno. No other thread makes garbage to be collected meanwhile.
    [DllImport("libc"), SuppressGCTransition]
    private static extern int waitpid(int process, int* status, int options);

    [DllImport("libc"), SuppressGCTransition]
    private static extern nint process_vm_readv(int task, IoVector* local, nuint locals, IoVector* remote, nuint remotes, nuint flags);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int getsockopt(int socket, int level, int option, void* value, uint* size);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int getsockname(int socket, byte* address, uint* size);

    [DllImport("libc"), SuppressGCTransition]
    private static extern nint syscall(nint number, nint first, nint second, nint third);

    /// <summary><c>struct iovec</c> of <c>include/uapi/linux/uio.h</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct IoVector
    {
        public byte* Base;
        public nuint Length;
    }
}
