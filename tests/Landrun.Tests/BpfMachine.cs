using System.Buffers.Binary;
using Landrun.Sandbox.Seccomp;

namespace Landrun.Tests;

/// <summary>Runs classic BPF over <c>struct seccomp_data</c>, as the kernel does (Documentation/networking/filter.rst).</summary>
internal static class BpfMachine
{
    public static uint Run(ReadOnlySpan<BpfInstruction> program, uint number, uint architecture, ReadOnlySpan<ulong> arguments)
    {
        Span<byte> data = stackalloc byte[64];
        data.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(data, number);
        BinaryPrimitives.WriteUInt32LittleEndian(data[4..], architecture);
        for (int index = 0; index < arguments.Length; index++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(data[(16 + (8 * index))..], arguments[index]);
        }

        uint accumulator = 0;
        int next = 0;
        while (true)
        {
            BpfInstruction instruction = program[next++];
            switch (instruction.Code)
            {
                case 0x20:
                    accumulator = BinaryPrimitives.ReadUInt32LittleEndian(data[(int)instruction.Operand..]);
                    break;
                case 0x54:
                    accumulator &= instruction.Operand;
                    break;
                case 0x15:
                    next += accumulator == instruction.Operand ? instruction.IfTrue : instruction.IfFalse;
                    break;
                case 0x35:
                    next += accumulator >= instruction.Operand ? instruction.IfTrue : instruction.IfFalse;
                    break;
                case 0x45:
                    next += (accumulator & instruction.Operand) != 0 ? instruction.IfTrue : instruction.IfFalse;
                    break;
                case 0x06:
                    return instruction.Operand;
                default:
                    throw new InvalidOperationException($"code {instruction.Code:x} at {next - 1}");
            }
        }
    }
}
