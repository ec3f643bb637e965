using System.Diagnostics;
using System.Text;
using CsCheck;
using Landrun.Interop;
using Xunit;

namespace Landrun.Tests;

public sealed class ShellWordTests
{
    [Theory]
    [InlineData("/usr/bin", "/usr/bin")]
    [InlineData("", "''")]
    [InlineData("a b", "'a b'")]
    [InlineData("it's", "'it'\\''s'")]
    [InlineData("$HOME", "'$HOME'")]
    [InlineData("*", "'*'")]
    [InlineData("~", "'~'")]
    [InlineData("é", "'é'")]
    [InlineData("a\n'\\", "$'a\\012\\'\\\\'")]
    public void A_word_is_quoted_where_it_must_be(string word, string quoted) => Assert.Equal(quoted, ShellWord.Quote(Encoding.UTF8.GetBytes(word)));

    [Fact]
    public void A_shell_reads_back_what_was_quoted()
    {
        Gen.Byte[1, 255].Array[0, 30].Array[1, 40].Sample(
            words =>
            {
                ProcessStartInfo start = new("/bin/bash", ["-c", "printf '%s\\0' " + string.Join(' ', words.Select(word => ShellWord.Quote(word)))])
                {
                    UseShellExecute = false,
                    RedirectStandardOutput = true,
                    StandardOutputEncoding = Encoding.Latin1,
                };
                using Process shell = Process.Start(start)!;
                string read = shell.StandardOutput.ReadToEnd();
                shell.WaitForExit();
                return read == string.Concat(words.Select(word => Encoding.Latin1.GetString(word) + "\0"));
            },
            iter: 100);
    }
}
