using Landrun.Learning.Calls;

namespace Landrun.Sandbox.Seccomp;

/// <summary>Writes the filter that stops a watched command at the calls of interest, for its tracer. Each stop carries the call's
/// place in <see cref="WatchedCall"/>, so that the tracer needs no table of numbers.</summary>
/// <remarks>Without a tracer, the kernel answers ENOSYS instead of stopping: nothing goes on unwatched.</remarks>
internal ref struct TraceFilterBuilder
{
    public const int Capacity = 192;

    private const uint AllowCall = 0x7fff0000;
    private const uint TraceCall = 0x7ff00000;
    private const uint ArchitectureOffset = 4;
    private const uint SecondArgument = 16 + (1 * sizeof(ulong));
    private const uint FifthArgument = 16 + (4 * sizeof(ulong));

    private readonly Span<BpfInstruction> program;
    private int length;

    private TraceFilterBuilder(Span<BpfInstruction> program) => this.program = program;

    /// <returns>How many instructions it has.</returns>
    public static int Build(bool arm, Span<BpfInstruction> program)
    {
        TraceFilterBuilder builder = new(program);
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
            Add(BpfInstruction.JumpIfEqual, 0, 0, 2);
            Add(BpfInstruction.Load, FifthArgument + sizeof(uint));
            AllowIfEqual(0);
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
