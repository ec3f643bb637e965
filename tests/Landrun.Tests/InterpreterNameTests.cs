using System.Buffers.Binary;
using System.Text;
using CsCheck;
using Landrun.Launch;
using Xunit;

namespace Landrun.Tests;

public sealed class InterpreterNameTests
{
    [Theory]
    [InlineData("#!/bin/sh\n", "/bin/sh")]
    [InlineData("#! \t/usr/bin/env -S python3\n", "/usr/bin/env")]
    [InlineData("#!/bin/sh", "/bin/sh")]
    [InlineData("#!relative\n", "relative")]
    [InlineData("#!\n/bin/sh", "")]
    [InlineData("# !/bin/sh", "")]
    [InlineData("", "")]
    public void The_script_line_names_its_interpreter(string head, string interpreter)
    {
        Assert.Equal(interpreter, Encoding.ASCII.GetString(InterpreterName.OfScript(Encoding.ASCII.GetBytes(head))));
    }

    [Fact]
    public void The_interpreter_of_a_real_program_is_found()
    {
        Assert.Matches("^/lib.*/ld-", Encoding.ASCII.GetString(InterpreterName.OfElf(HeadOfShell())));
    }

    [Fact]
    public void A_large_offset_does_not_wrap_around()
    {
        byte[] head = HeadOfShell();
        BinaryPrimitives.WriteUInt64LittleEndian(head.AsSpan(32), ulong.MaxValue - 8);

        Assert.True(InterpreterName.OfElf(head).IsEmpty);
    }

    [Fact]
    public void Damaged_files_are_read_without_harm()
    {
        byte[] good = HeadOfShell()[..1024];
        Gen.Select(Gen.Select(Gen.Int[0, 127], Gen.Byte).Array[1, 8], Gen.Int[0, 1024]).Sample(
            (changes, length) =>
            {
                byte[] head = good[..length];
                foreach ((int position, byte value) in changes)
                {
                    if (position < length)
                    {
                        head[position] = value;
                    }
                }

                return InterpreterName.OfElf(head).Length <= length && InterpreterName.OfScript(head).Length <= 256;
            },
            iter: 200_000);
    }

    private static byte[] HeadOfShell()
    {
        byte[] head = new byte[InterpreterName.HeadSize];
        using FileStream file = File.OpenRead("/bin/sh");
        file.ReadExactly(head);
        return head;
    }
}
