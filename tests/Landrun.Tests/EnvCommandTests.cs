using System.Text;
using CsCheck;
using Landrun.Interop;
using Landrun.Launch;
using Xunit;

namespace Landrun.Tests;

public sealed unsafe class EnvCommandTests
{
    [Theory]
    [InlineData("node", "node", "/inherited")]
    [InlineData("python3 -u", "python3 -u", "/inherited")]
    [InlineData("", null, "/inherited")]
    [InlineData("A=B", null, "/inherited")]
    [InlineData("-S python3 -u", "python3", "/inherited")]
    [InlineData("-Spython3", "python3", "/inherited")]
    [InlineData("-vS python3", "python3", "/inherited")]
    [InlineData("--split-string=python3 -u", "python3", "/inherited")]
    [InlineData("-S A=B C=D python3", "python3", "/inherited")]
    [InlineData("-S PATH=/a:/b python3", "python3", "/a:/b")]
    [InlineData("-S -i python3", "python3", null)]
    [InlineData("-iS python3", "python3", null)]
    [InlineData("-S -i PATH=/a python3", "python3", "/a")]
    [InlineData("-S -u PATH python3", "python3", null)]
    [InlineData("-S -u HOME -- python3", "python3", "/inherited")]
    [InlineData("-S 'a b' c", "a b", "/inherited")]
    [InlineData("-S \"a b\"c d", "a bc", "/inherited")]
    [InlineData("-S a\\\\b", "a\\b", "/inherited")]
    [InlineData("-S '\\\"'ab", "\\\"ab", "/inherited")]
    [InlineData("-S '\\\\'ab", "\\ab", "/inherited")]
    [InlineData("-S a'b", null, "/inherited")]
    [InlineData("-S ${HOME}/x", null, "/inherited")]
    [InlineData("-S a\\_b", null, "/inherited")]
    [InlineData("-S # a", null, "/inherited")]
    [InlineData("-S", null, "/inherited")]
    [InlineData("-S -C /x python3", null, "/inherited")]
    [InlineData("-i", null, null)]
    public void The_command_behind_env_is_found(string argument, string? command, string? path)
    {
        byte* searchPath = CString.Copy("/inherited"u8);
        byte* name = EnvCommand.Name(Encoding.Latin1.GetBytes(argument), ref searchPath);

        Assert.Equal(command, name == null ? null : BytePath.From(name));
        Assert.Equal(path, searchPath == null ? null : BytePath.From(searchPath));
    }

    [Fact]
    public void It_is_the_word_that_env_itself_takes()
    {
        // Behind echo, env takes the same words, and echo prints them. A line that env refuses starts nothing.
        Gen<string> line = Gen.Char["ab '\"\\#"].Array[0, 8].Select(letters => new string(letters));
        line.Sample(
            text =>
            {
                byte* searchPath = null;
                byte* name = EnvCommand.Name(Encoding.Latin1.GetBytes("-S" + text), ref searchPath);
                (int status, string output) = Tools.Run("env", ["-S/bin/echo " + text]);
                return name == null || status != 0 || output.StartsWith(BytePath.From(name), StringComparison.Ordinal);
            },
            iter: 600,
            threads: 1);
    }

    [Fact]
    public void Any_line_is_read_without_harm()
    {
        Gen.Byte[1, 255].Array[0, 40].Sample(
            line =>
            {
                byte* searchPath = null;
                byte* name = EnvCommand.Name([.. "-S"u8, .. line], ref searchPath);
                return name == null || CString.Span(name).Length <= line.Length;
            },
            iter: 50_000);
    }
}
