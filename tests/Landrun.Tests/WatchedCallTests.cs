using Landrun.Learning.Calls;
using Landrun.Sandbox.Seccomp;
using Xunit;

namespace Landrun.Tests;

public sealed class WatchedCallTests
{
    private static readonly WatchedCall[] Calls = [.. Enum.GetValues<WatchedCall>().Where(call => call is not (WatchedCall.None or WatchedCall.Count))];

    [Fact]
    public void The_numbers_are_those_of_the_kernels_headers()
    {
        Dictionary<string, int> x64 = SystemCallNumbers.Of(Architecture.X64);
        Dictionary<string, int> arm64 = SystemCallNumbers.Of(Architecture.Arm64);
        foreach (WatchedCall call in Calls)
        {
            Assert.Equal((call, x64.GetValueOrDefault(call.ToString(), -1)), (call, X64Numbers.Of(call)));
            Assert.Equal((call, arm64.GetValueOrDefault(call.ToString(), -1)), (call, Arm64Numbers.Of(call)));
        }
    }

    [Fact]
    public void The_filter_stops_at_the_watched_calls_and_at_no_other()
    {
        foreach (bool arm in new[] { false, true })
        {
            BpfInstruction[] program = new BpfInstruction[TraceFilterBuilder.Capacity];
            program = program[..TraceFilterBuilder.Build(arm, notifies: false, program)];
            Dictionary<string, int> numbers = SystemCallNumbers.Of(arm ? Architecture.Arm64 : Architecture.X64);
            uint name = FilterBuilder.AuditName(arm ? Architecture.Arm64 : Architecture.X64);
            foreach ((string call, int number) in numbers)
            {
                bool watched = Enum.TryParse(call, out WatchedCall known) && Calls.Contains(known);
                uint verdict = BpfMachine.Run(program, (uint)number, name, [1, 2, 3, 4, 5, 6]);
                Assert.Equal((call, watched ? 0x7ff00000 | (uint)known : 0x7fff0000), (call, verdict));
            }

            // Without an address, sendto goes where connect was allowed; some requests of ioctl are always allowed.
            Assert.Equal(0x7fff0000u, BpfMachine.Run(program, (uint)numbers["sendto"], name, [1, 2, 3, 4, 0, 0]));
            Assert.NotEqual(0x7fff0000u, BpfMachine.Run(program, (uint)numbers["sendto"], name, [1, 2, 3, 4, 0x1_0000_0000, 0]));
            Assert.Equal(0x7fff0000u, BpfMachine.Run(program, (uint)numbers["ioctl"], name, [1, 0x5421, 0, 0, 0, 0]));
            // Another architecture's calls pass.
            Assert.Equal(0x7fff0000u, BpfMachine.Run(program, 5, FilterBuilder.AuditName(Architecture.I386), [1, 2, 3, 4, 5, 6]));
        }
    }

    [Fact]
    public void Opening_for_reading_goes_to_the_listener_and_a_mere_path_nowhere()
    {
        const uint allow = 0x7fff0000;
        const uint notify = 0x7fc00000;
        BpfInstruction[] program = new BpfInstruction[TraceFilterBuilder.Capacity];
        program = program[..TraceFilterBuilder.Build(arm: false, notifies: true, program)];
        uint name = FilterBuilder.AuditName(Architecture.X64);
        foreach (WatchedCall call in (WatchedCall[])[WatchedCall.open, WatchedCall.openat])
        {
            uint trace = 0x7ff00000 | (uint)call;
            // O_RDONLY with O_CLOEXEC, O_DIRECTORY, O_NONBLOCK; O_WRONLY; O_RDWR; O_CREAT; O_TRUNC; O_TMPFILE; both modes at once; O_PATH.
            foreach ((ulong flags, uint verdict) in ((ulong, uint)[])[(0, notify), (0x80000, notify), (0x10000, notify), (0x800, notify), (1, trace), (2, trace), (0x40, trace), (0x200, trace), (0x410000, trace), (3, trace), (0x200000, allow), (0x210000, allow)])
            {
                ulong[] arguments = call == WatchedCall.open ? [1, flags, 0, 0, 0, 0] : [1, 1, flags, 0, 0, 0];
                Assert.Equal((call, flags, verdict), (call, flags, BpfMachine.Run(program, (uint)X64Numbers.Of(call), name, arguments)));
                Assert.Equal(verdict == notify || verdict == allow, TraceFilterBuilder.IsPlainOpening(flags));
            }
        }

        Assert.Equal(0x7ff00000 | (uint)WatchedCall.openat2, BpfMachine.Run(program, (uint)X64Numbers.Of(WatchedCall.openat2), name, [1, 2, 3, 4, 5, 6]));
    }

    [Fact]
    public void A_trap_refuses_what_an_errno_refuses()
    {
        const Closings everything = (Closings)0x7ff;
        BpfInstruction[] errnos = new BpfInstruction[FilterBuilder.Capacity];
        BpfInstruction[] traps = new BpfInstruction[FilterBuilder.Capacity];
        int length = FilterBuilder.Build(everything, false, errnos);
        Assert.Equal(length, FilterBuilder.Build(everything, false, traps, traps: true));
        for (int index = 0; index < length; index++)
        {
            bool refuses = errnos[index].Code == BpfInstruction.Return && errnos[index].Operand >> 16 == 5;
            Assert.Equal(refuses ? 0x00034c00 | (errnos[index].Operand & 0xff) : errnos[index].Operand, traps[index].Operand);
            Assert.Equal((errnos[index].Code, errnos[index].IfTrue, errnos[index].IfFalse), (traps[index].Code, traps[index].IfTrue, traps[index].IfFalse));
        }
    }
}
