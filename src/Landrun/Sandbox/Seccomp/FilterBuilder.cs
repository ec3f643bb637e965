using Landrun.Interop;
using Landrun.Landlock.Kernel;

namespace Landrun.Sandbox.Seccomp;

/// <summary>Writes the filter: for each architecture that this kernel runs a search tree over the numbers of the closed system calls,
/// and behind both the verdicts and checks that the trees jump to, each of which ends in a verdict of its own.</summary>
/// <remarks>When a filter is installed, the kernel walks it once for every system call, to find those whose answer depends on no
/// argument (seccomp_cache_prepare in kernel/seccomp.c); afterwards it doesn't run the filter for them. A chain of comparisons
/// instead of a tree made that walk the most costly part of the start.</remarks>
internal ref struct FilterBuilder
{
    /// <summary>More than every row on two architectures needs.</summary>
    public const int Capacity = 320;

    private const uint AllowCall = 0x7fff0000;
    private const uint RefuseCall = 0x00050000;
    private const uint TrapCall = 0x00030000;
    private const uint X32Bit = 0x40000000;

    // struct seccomp_data of include/uapi/linux/seccomp.h: nr, arch, instruction_pointer, args[6].
    private const uint NumberOffset = 0;
    private const uint ArchitectureOffset = 4;
    private const uint ArgumentsOffset = 16;

    private const uint AF_UNIX = 1;
    private const uint AF_INET = 2;
    private const uint AF_INET6 = 10;
    private const uint AF_NETLINK = 16;
    private const uint NETLINK_ROUTE = 0;
    private const uint SOCK_TYPE_MASK = 0xf;
    private const uint SOCK_STREAM = 1;
    private const uint SOCK_DGRAM = 2;
    private const uint SOCK_RAW = 3;
    private const uint SOCK_SEQPACKET = 5;
    private const uint IPPROTO_IP = 0;
    private const uint IPPROTO_TCP = 6;
    private const uint IPPROTO_UDP = 17;
    private const uint MSG_FASTOPEN = 0x20000000;
    private const uint TIOCSTI = 0x5412;
    private const uint TIOCLINUX = 0x541c;
    private const uint FS_IOC_SETFLAGS = 0x40086602;
    private const uint FS_IOC32_SETFLAGS = 0x40046602;
    private const uint FS_IOC_FSSETXATTR = 0x401c5820;

    private readonly Span<BpfInstruction> program;

    /// <summary>For each instruction the targets that its two jumps still have to find; 0 where there is none.</summary>
    private readonly Span<Jump> jumps;

    /// <summary>What the trees jump to, in the order in which they came to need it; the first is that the call is allowed.</summary>
    private readonly Span<Target> targets;

    private readonly Closings closings;

    /// <summary>What the verdict of a refusal is, without the errno.</summary>
    private readonly uint refuseCall;

    private int length;

    private int targetCount;

    private FilterBuilder(Span<BpfInstruction> program, Span<Jump> jumps, Span<Target> targets, Closings closings, uint refuseCall)
    {
        this.refuseCall = refuseCall;
        this.program = program;
        this.jumps = jumps;
        this.targets = targets;
        this.closings = closings;
    }

    /// <summary>Writes the filter that closes all this.</summary>
    /// <param name="closings">What to close.</param>
    /// <param name="arm">Whether for arm64, else for x86-64.</param>
    /// <param name="program">Where to write it.</param>
    /// <param name="traps">Whether a refusal is a SIGSYS, for whoever watches the command; it tells the errno from the signal. The
    /// kernel skips the call before it sends the signal, so that nobody's mistake can let the call through.</param>
    /// <returns>How many instructions it has.</returns>
    public static int Build(Closings closings, bool arm, Span<BpfInstruction> program, bool traps = false)
    {
        Span<Jump> open = stackalloc Jump[program.Length];
        open.Clear();
        Span<Target> reached = stackalloc Target[SystemCallTable.Count + 1];
        FilterBuilder builder = new(program, open, reached, closings, traps ? TrapCall | Ptrace.TrapMark : RefuseCall) { targetCount = 1 };
        builder.Load(ArchitectureOffset);
        builder.ForArchitecture(arm ? Architecture.Arm64 : Architecture.X64);
        builder.ForArchitecture(arm ? Architecture.Arm : Architecture.I386);
        // An architecture that nobody has heard of.
        builder.Refuse(Errno.ENOSYS);
        builder.AddTargets();
        return builder.length;
    }

    /// <summary>AUDIT_ARCH_* of include/uapi/linux/audit.h.</summary>
    internal static uint AuditName(Architecture architecture) => architecture switch
    {
        Architecture.X64 => 0xc000003e,
        Architecture.I386 => 0x40000003,
        Architecture.Arm64 => 0xc00000b7,
        _ => 0x40000028,
    };

    private void ForArchitecture(Architecture architecture)
    {
        int next = If(AuditName(architecture));
        Load(NumberOffset);
        if (architecture == Architecture.X64)
        {
            // x32 has numbers of its own and no programs.
            Add(BpfInstruction.JumpIfGreaterOrEqual, X32Bit, 0, 1);
            Refuse(Errno.ENOSYS);
        }

        Span<Entry> entries = stackalloc Entry[SystemCallTable.Count];
        int count = 0;
        for (int index = 0; index < SystemCallTable.Count; index++)
        {
            SystemCallRow row = SystemCallTable.Row(index);
            int number = row.Number(architecture);
            if (number != SystemCallRow.Absent && Closes(row.Closings))
            {
                Insert(entries[..++count], new Entry { Number = (uint)number, Target = TargetOf(row) });
            }
        }

        Tree(entries[..count]);
        EndIf(next);
    }

    /// <summary>Puts an entry in its place among those before it, by number.</summary>
    private static void Insert(Span<Entry> entries, Entry entry)
    {
        int place = entries.Length - 1;
        while (place > 0 && entries[place - 1].Number > entry.Number)
        {
            entries[place] = entries[place - 1];
            place--;
        }

        entries[place] = entry;
    }

    private void Tree(scoped ReadOnlySpan<Entry> entries)
    {
        if (entries.Length > 2)
        {
            int middle = entries.Length / 2;
            Add(BpfInstruction.JumpIfGreaterOrEqual, entries[middle].Number);
            int test = length - 1;
            Tree(entries[..middle]);
            program[test].IfTrue = checked((byte)(length - test - 1));
            Tree(entries[middle..]);
            return;
        }

        foreach (Entry entry in entries)
        {
            Add(BpfInstruction.JumpIfEqual, entry.Number);
            jumps[length - 1].IfTrue = entry.Target;
        }

        if (entries.IsEmpty)
        {
            Allow();
        }
        else
        {
            jumps[length - 1].IfFalse = Jump.Allow;
        }
    }

    /// <summary>The target of a row; those with the same check and refusal share one.</summary>
    private byte TargetOf(SystemCallRow row)
    {
        int index = 1;
        while (index < targetCount && (targets[index].Check != row.Check || targets[index].Refusal != row.Refusal))
        {
            index++;
        }

        if (index == targetCount)
        {
            targets[targetCount++] = new Target { Check = row.Check, Refusal = row.Refusal };
        }

        return (byte)(index + 1);
    }

    /// <summary>Writes what the trees jump to, and then settles their jumps.</summary>
    private void AddTargets()
    {
        int trees = length;
        targets[0].Place = length;
        Allow();
        for (int index = 1; index < targetCount; index++)
        {
            targets[index].Place = length;
            Decide(targets[index].Check, targets[index].Refusal);
        }

        for (int index = 0; index < trees; index++)
        {
            Jump jump = jumps[index];
            if (jump.IfTrue != 0)
            {
                program[index].IfTrue = checked((byte)(targets[jump.IfTrue - 1].Place - index - 1));
            }

            if (jump.IfFalse != 0)
            {
                program[index].IfFalse = checked((byte)(targets[jump.IfFalse - 1].Place - index - 1));
            }
        }
    }

    private readonly bool Closes(Closings any) => (closings & any) != Closings.None;

    /// <summary>Every check ends in a verdict, so that nothing runs on into the next system call.</summary>
    private void Decide(Check check, Errno refusal)
    {
        switch (check)
        {
            case Check.Request:
                LoadArgument(1);
                RefuseIfEqual(TIOCSTI, refusal, Closings.Terminal);
                RefuseIfEqual(TIOCLINUX, refusal, Closings.Terminal);
                RefuseIfEqual(FS_IOC_SETFLAGS, refusal, Closings.Metadata);
                RefuseIfEqual(FS_IOC32_SETFLAGS, refusal, Closings.Metadata);
                RefuseIfEqual(FS_IOC_FSSETXATTR, refusal, Closings.Metadata);
                Allow();
                break;
            case Check.Socket:
                Socket(refusal);
                break;
            case Check.SocketPair:
                SocketPair(refusal);
                break;
            case Check.ThirdFlags:
                FastOpen(2, refusal);
                break;
            case Check.FourthFlags:
                FastOpen(3, refusal);
                break;
            case Check.OtherProcess:
                OtherProcess(refusal);
                break;
            default:
                Refuse(refusal);
                break;
        }
    }

    private void Socket(Errno refusal)
    {
        LoadArgument(0);
        RefuseIfEqual(AF_UNIX, Errno.EACCES, Closings.Unix);
        if (!Closes(Closings.OtherProtocols))
        {
            Allow();
            return;
        }

        AllowIfEqual(AF_UNIX);
        int netlink = If(AF_NETLINK);
        LoadArgument(2);
        AllowIfEqual(NETLINK_ROUTE);
        Refuse(Errno.EPROTONOSUPPORT);
        EndIf(netlink);

        Add(BpfInstruction.JumpIfEqual, AF_INET, 2, 0);
        Add(BpfInstruction.JumpIfEqual, AF_INET6, 1, 0);
        Refuse(refusal);
        LoadArgument(1);
        Add(BpfInstruction.And, SOCK_TYPE_MASK);
        Transport(SOCK_STREAM, IPPROTO_TCP, Closings.Tcp);
        Transport(SOCK_DGRAM, IPPROTO_UDP, Closings.Udp);
        RefuseIfEqual(SOCK_RAW, Errno.EPERM, Closings.OtherProtocols);
        Refuse(Errno.EPROTONOSUPPORT);
    }

    /// <summary>Of the sockets of one type only those of one protocol; 0 stands for it.</summary>
    private void Transport(uint type, uint protocol, Closings closing)
    {
        int ofType = If(type);
        LoadArgument(2);
        RefuseIfEqual(IPPROTO_IP, Errno.EACCES, closing);
        RefuseIfEqual(protocol, Errno.EACCES, closing);
        AllowIfEqual(IPPROTO_IP);
        AllowIfEqual(protocol);
        Refuse(Errno.EPROTONOSUPPORT);
        EndIf(ofType);
    }

    private void SocketPair(Errno refusal)
    {
        LoadArgument(0);
        int unix = If(AF_UNIX);
        if (Closes(Closings.Unix))
        {
            // A datagram socket of a pair could still be sent from to any path and any abstract name.
            LoadArgument(1);
            Add(BpfInstruction.And, SOCK_TYPE_MASK);
            AllowIfEqual(SOCK_STREAM);
            AllowIfEqual(SOCK_SEQPACKET);
            Refuse(Errno.EACCES);
        }
        else
        {
            Allow();
        }

        EndIf(unix);
        if (Closes(Closings.OtherProtocols))
        {
            Refuse(refusal);
        }
        else
        {
            Allow();
        }
    }

    private void FastOpen(uint flags, Errno refusal)
    {
        LoadArgument(flags);
        Add(BpfInstruction.JumpIfSet, MSG_FASTOPEN, 0, 1);
        Refuse(refusal);
        Allow();
    }

    /// <summary>prlimit64(pid, resource, new, old): refused with a pid and a new limit, which is a pointer of 64 bits.</summary>
    private void OtherProcess(Errno refusal)
    {
        LoadArgument(0);
        AllowIfEqual(0);
        LoadArgument(2);
        int low = If(0);
        Load(ArgumentsOffset + (2 * sizeof(ulong)) + sizeof(uint));
        AllowIfEqual(0);
        EndIf(low);
        Refuse(refusal);
    }

    /// <summary>Begins what is done only where the loaded value is this one; it must end in a verdict.</summary>
    private int If(uint value)
    {
        Add(BpfInstruction.JumpIfEqual, value);
        return length - 1;
    }

    private readonly void EndIf(int test) => program[test].IfFalse = checked((byte)(length - test - 1));

    private void AllowIfEqual(uint value)
    {
        int test = If(value);
        Allow();
        EndIf(test);
    }

    private void RefuseIfEqual(uint value, Errno refusal, Closings closing)
    {
        if (Closes(closing))
        {
            int test = If(value);
            Refuse(refusal);
            EndIf(test);
        }
    }

    private void Allow() => Add(BpfInstruction.Return, AllowCall);

    private void Refuse(Errno errno) => Add(BpfInstruction.Return, refuseCall | (uint)errno);

    private void Load(uint offset) => Add(BpfInstruction.Load, offset);

    /// <summary>The lower half of an argument, all that the kernel itself looks at where it is an int; x86 and arm are little endian.</summary>
    private void LoadArgument(uint index) => Load(ArgumentsOffset + (index * sizeof(ulong)));

    private void Add(ushort code, uint operand, byte ifTrue = 0, byte ifFalse = 0) =>
        program[length++] = new BpfInstruction { Code = code, IfTrue = ifTrue, IfFalse = ifFalse, Operand = operand };

    /// <summary>A closed system call: its number on one architecture, and its target.</summary>
    private struct Entry
    {
        public uint Number;
        public byte Target;
    }

    /// <summary>A check, what it refuses with, and where in the program it begins.</summary>
    private struct Target
    {
        public Check Check;
        public Errno Refusal;
        public int Place;
    }

    /// <summary>The two targets of a jump: an index in <see cref="targets"/> and one.</summary>
    private struct Jump
    {
        public const byte Allow = 1;

        public byte IfTrue;
        public byte IfFalse;
    }
}
