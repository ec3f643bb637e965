using Landrun.Learning.Calls;

namespace Landrun.Sandbox.Seccomp;

/// <summary>Writes the filter that stops a watched command at the calls of interest, for its tracer. Each stop carries the call's
/// place in <see cref="WatchedCall"/>, so that the tracer needs no table of numbers.</summary>
/// <remarks>Without a tracer, the kernel answers ENOSYS instead of stopping: nothing goes on unwatched.</remarks>
internal ref struct TraceFilterBuilder
{
    public const int Capacity = 288;

    private const uint AllowCall = 0x7fff0000;
    private const uint TraceCall = 0x7ff00000;
    private const uint NotifyListener = 0x7fc00000;
    private const uint ArchitectureOffset = 4;
    private const uint SecondArgument = 16 + (1 * sizeof(ulong));
    private const uint ThirdArgument = 16 + (2 * sizeof(ulong));
    private const uint FifthArgument = 16 + (4 * sizeof(ulong));

    private const uint O_PATH = 0x200000;

    /// <summary>O_ACCMODE, O_CREAT, O_TRUNC, and the bit of O_TMPFILE: an open(2) with none of them reads what is there.</summary>
    private const uint MoreThanReading = 0x3 | 0x40 | 0x200 | 0x400000;

    private readonly Span<BpfInstruction> program;
    private readonly bool notifies;
    private int length;

    private TraceFilterBuilder(Span<BpfInstruction> program, bool notifies)
    {
        this.program = program;
        this.notifies = notifies;
    }

    /// <summary>Whether a call only opens for reading what is there, going by its flags.</summary>
    public static bool IsPlainOpening(ulong flags) => ((uint)flags & MoreThanReading) == 0;

    /// <param name="arm">Whether it is for arm64.</param>
    /// <param name="notifies">Whether what is opened for reading, most of what programs do, goes to a listener.</param>
    /// <param name="program">Where it goes.</param>
    /// <returns>How many instructions it has.</returns>
    public static int Build(bool arm, bool notifies, Span<BpfInstruction> program)
    {
        TraceFilterBuilder builder = new(program, notifies);
        builder.Add(BpfInstruction.Load, ArchitectureOffset);
        // What another architecture's programs do isn't seen; the tracer says so when one starts.
        builder.Add(BpfInstruction.JumpIfEqual, FilterBuilder.AuditName(arm ? Architecture.Arm64 : Architecture.X64), 1, 0);
        builder.Add(BpfInstruction.Return, AllowCall);
        for (WatchedCall call = WatchedCall.None + 1; call < WatchedCall.Count; call++)
        {
            int number = arm ? Arm64Numbers.Of(call) : X64Numbers.Of(call);
            if (number >= 0)
            {
                builder.Stop((uint)number, call);
            }
        }

        builder.Add(BpfInstruction.Return, AllowCall);
        return builder.length;
    }

    private void Stop(uint number, WatchedCall call)
    {
        Add(BpfInstruction.Load, 0);
        Add(BpfInstruction.JumpIfEqual, number);
        int test = length - 1;
        if (call == WatchedCall.ioctl)
        {
            // FIONBIO, FIOCLEX, FIONCLEX and FIOASYNC, which Landlock always allows (is_masked_device_ioctl in security/landlock/fs.c).
            Add(BpfInstruction.Load, SecondArgument);
            AllowIfEqual(0x5421);
            AllowIfEqual(0x5451);
            AllowIfEqual(0x5450);
            AllowIfEqual(0x5452);
        }
        else if (call == WatchedCall.sendto)
        {
            // Without an address it goes to where connect(2) was allowed.
            Add(BpfInstruction.Load, FifthArgument);
            Add(BpfInstruction.JumpIfEqual, 0, 0, 3);
            Add(BpfInstruction.Load, FifthArgument + sizeof(uint));
            AllowIfEqual(0);
        }
        else if (call is WatchedCall.open or WatchedCall.openat)
        {
            // With O_PATH nothing is opened.
            Add(BpfInstruction.Load, call == WatchedCall.open ? SecondArgument : ThirdArgument);
            Add(BpfInstruction.JumpIfSet, O_PATH, 0, 1);
            Add(BpfInstruction.Return, AllowCall);
            if (notifies)
            {
                Add(BpfInstruction.JumpIfSet, MoreThanReading, 1, 0);
                Add(BpfInstruction.Return, NotifyListener);
            }
        }

        Add(BpfInstruction.Return, TraceCall | (uint)call);
        program[test].IfFalse = checked((byte)(length - test - 1));
    }

    private void AllowIfEqual(uint value)
    {
        Add(BpfInstruction.JumpIfEqual, value, 0, 1);
        Add(BpfInstruction.Return, AllowCall);
    }

    private void Add(ushort code, uint operand, byte ifTrue = 0, byte ifFalse = 0) =>
        program[length++] = new BpfInstruction { Code = code, IfTrue = ifTrue, IfFalse = ifFalse, Operand = operand };
}
