using System.Text;
using CsCheck;
using Landrun.Interop;
using Xunit;

namespace Landrun.Tests;

public sealed class Utf8Tests
{
    [Theory]
    [InlineData("a", 1)]
    [InlineData("é", 2)]
    [InlineData("€", 3)]
    [InlineData("😀", 4)]
    [InlineData("\n", 0)]
    [InlineData("\u001b", 0)]
    [InlineData("\u0085", 0)]
    [InlineData("\u202e", 0)]
    [InlineData("\ufeff", 0)]
    public void What_may_be_shown(string text, int length) => Assert.Equal(length, Utf8.PrintableLength(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void It_agrees_with_the_runtime_on_what_is_utf8()
    {
        Gen.Byte.Array[1, 5].Sample(
            bytes =>
            {
                bool valid = Rune.DecodeFromUtf8(bytes, out Rune rune, out int consumed) == System.Buffers.OperationStatus.Done;
                int length = Utf8.PrintableLength(bytes);
                return length == 0 ? !valid || Rune.IsControl(rune) || rune.Value is >= 0x200b and <= 0xfeff : valid && length == consumed;
            },
            iter: 500_000);
    }
}
