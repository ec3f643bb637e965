using System.Text;
using CsCheck;
using Landrun.Landlock.Kernel;
using Landrun.Sandbox.Seccomp;
using Xunit;

namespace Landrun.Tests;

public sealed class FilterTests
{
    private const uint Allow = 0x7fff0000;
    private const uint Refuse = 0x00050000;
    private const Closings Everything = (Closings)0x7ff;

    private static readonly Architecture[] Architectures = Enum.GetValues<Architecture>();

    /// <summary>Values of arguments at and around all that the filter compares with, with and without the upper half.</summary>
    private static readonly ulong[] Interesting =
        [.. new ulong[] { 0, 1, 2, 3, 5, 6, 10, 16, 17, 40, 43, 132, 262, 0x5411, 0x5412, 0x541c, 0x40086602, 0x40046602, 0x401c5820, 0x20000000, 0x20004000, 0x80001, 0x80802, 0xffffffff }
            .SelectMany(value => (ulong[])[value, value | 0x1_0000_0000])];

    private static readonly Gen<ulong> Argument = Gen.Int[0, Interesting.Length - 1].Select(index => Interesting[index]);

    [Fact]
    public void The_numbers_are_those_of_the_kernels_headers()
    {
        foreach (Architecture architecture in Architectures)
        {
            Dictionary<string, int> numbers = SystemCallNumbers.Of(architecture);
            for (int index = 0; index < SystemCallTable.Count; index++)
            {
                string name = Encoding.ASCII.GetString(SystemCallTable.Row(index).Name);
                int expected = numbers.GetValueOrDefault(name, SystemCallRow.Absent);
                Assert.True(expected == SystemCallTable.Row(index).Number(architecture), $"{name} on {architecture}: {expected}");
            }
        }
    }

    [Fact]
    public void No_call_that_changes_metadata_or_drives_a_ring_is_forgotten()
    {
        HashSet<string> known = [.. Enumerable.Range(0, SystemCallTable.Count).Select(index => Encoding.ASCII.GetString(SystemCallTable.Row(index).Name))];
        foreach (string name in Architectures.SelectMany(architecture => SystemCallNumbers.Of(architecture).Keys))
        {
            bool reads = name.Contains("getxattr") || name.Contains("listxattr") || name == "file_getattr";
            bool looked = name.Contains("xattr") || name.Contains("chmod") || name.Contains("chown") || name.Contains("utime") || name.Contains("io_uring")
                || name.Contains("file_setattr");
            Assert.True(!looked || reads || known.Contains(name), name);
        }
    }

    [Fact]
    public void Every_filter_is_well_formed()
    {
        for (int closings = 0; closings <= (int)Everything; closings++)
        {
            foreach (bool arm in new[] { false, true })
            {
                ReadOnlySpan<BpfInstruction> program = Build((Closings)closings, arm);
                for (int index = 0; index < program.Length; index++)
                {
                    BpfInstruction instruction = program[index];
                    int reach = instruction.Code is 0x15 or 0x35 or 0x45 ? Math.Max(instruction.IfTrue, instruction.IfFalse) + 1
                        : instruction.Code == 0x06 ? 0
                        : 1;
                    Assert.True(index + reach < program.Length, $"{closings:x} {index}");
                }
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_system_call_gets_the_verdict_that_the_reference_gives(bool arm)
    {
        foreach (Architecture architecture in arm ? new[] { Architecture.Arm64, Architecture.Arm } : [Architecture.X64, Architecture.I386])
        {
            Dictionary<int, string> names = SystemCallNumbers.Of(architecture).ToDictionary(pair => pair.Value, pair => pair.Key);
            Gen.Select(Gen.Int[0, (int)Everything], Argument.Array[6]).Sample(
                (closings, arguments) =>
                {
                    ReadOnlySpan<BpfInstruction> program = Build((Closings)closings, arm);
                    for (uint number = 0; number < 520; number++)
                    {
                        Errno expected = FilterReference.Verdict((Closings)closings, names.GetValueOrDefault((int)number, ""), arguments);
                        uint verdict = BpfMachine.Run(program, number, FilterBuilder.AuditName(architecture), arguments);
                        Assert.True(
                            verdict == (expected == Errno.None ? Allow : Refuse | (uint)expected),
                            $"{architecture} {number} {names.GetValueOrDefault((int)number)} {(Closings)closings}: {verdict:x}, not {expected}");
                    }
                },
                iter: 3_000);
        }
    }

    [Fact]
    public void Every_kind_of_socket_gets_the_verdict_that_the_reference_gives()
    {
        BpfInstruction[] program = Build(Everything & ~(Closings.Tcp | Closings.Unix), arm: false).ToArray();
        for (uint family = 0; family < 64; family++)
        {
            for (uint type = 0; type < 16; type++)
            {
                for (uint protocol = 0; protocol < 300; protocol++)
                {
                    ulong[] arguments = [family, type | 0x80800, protocol, 0, 0, 0];
                    Errno expected = FilterReference.Verdict(Everything & ~(Closings.Tcp | Closings.Unix), "socket", arguments);
                    uint verdict = BpfMachine.Run(program, 41, FilterBuilder.AuditName(Architecture.X64), arguments);
                    Assert.Equal(expected == Errno.None ? Allow : Refuse | (uint)expected, verdict);
                }
            }
        }
    }

    [Theory]
    [InlineData(0xc000003eu, 0x40000029u)] // socket of x32
    [InlineData(0xc000003eu, 0x40000000u)]
    [InlineData(0xc00000b7u, 0u)] // arm64 on x86-64
    [InlineData(0u, 0u)]
    public void Foreign_numbers_do_not_exist(uint architecture, uint number)
    {
        Assert.Equal(Refuse | (uint)Errno.ENOSYS, BpfMachine.Run(Build(Everything, arm: false), number, architecture, new ulong[6]));
    }

    private static ReadOnlySpan<BpfInstruction> Build(Closings closings, bool arm)
    {
        BpfInstruction[] program = new BpfInstruction[FilterBuilder.Capacity];
        return program.AsSpan(0, FilterBuilder.Build(closings, arm, program));
    }
}
