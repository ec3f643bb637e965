using System.Text;
using CsCheck;
using Landrun.Policy;
using Xunit;

namespace Landrun.Tests;

public sealed class MountTableTests
{
    private static readonly string[] Parts = ["36 35 8:1 / /a\\040b rw", "\\", "\\9", "\\777", "\\04", " ", "\n", "1", "ÿ", "/"];

    [Fact]
    public void A_line_has_a_number_a_device_a_root_and_a_place()
    {
        MountRow row = Assert.Single(MountTable.Parse("36 35 98:0 /mnt1 /mnt\\0402\\134 rw,noatime master:1 - ext3 /dev/root rw,errors=continue\n"u8));

        Assert.Equal((36UL, "98:0", "/mnt1", "/mnt 2\\"), (row.Id, row.Device, Encoding.UTF8.GetString(row.Root), Encoding.UTF8.GetString(row.Point)));
    }

    [Fact]
    public void An_escape_has_three_octal_digits() =>
        Assert.Equal("/\\9\\777\\04", Encoding.UTF8.GetString(MountTable.Parse("36 35 98:0 / /\\9\\777\\04 rw"u8)[0].Point));

    [Fact]
    public void This_machine_s_table_can_be_read() =>
        Assert.Contains(MountTable.Parse(File.ReadAllBytes("/proc/self/mountinfo")), row => row.Point.AsSpan().SequenceEqual("/"u8));

    [Theory]
    [InlineData("36 35 98:0 /mnt1")]
    [InlineData("x 35 98:0 / / rw")]
    public void A_line_of_another_form_is_refused(string line) =>
        Assert.Throws<UserException>(() => MountTable.Parse(Encoding.ASCII.GetBytes(line)));

    [Fact]
    public void No_bytes_crash_it()
    {
        Gen.Int[0, Parts.Length - 1].Select(index => Parts[index]).Array[0, 12].Sample(parts =>
        {
            try
            {
                _ = MountTable.Parse(Encoding.Latin1.GetBytes(string.Concat(parts)));
                _ = MountTable.Parse(Encoding.Latin1.GetBytes($"36 35 8:1 /{string.Concat(parts)} /x rw"));
            }
            catch (UserException)
            {
                // One line for the user.
            }
        });
    }
}
