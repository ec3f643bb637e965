using System.Text;
using CsCheck;
using Landrun.CommandLine;
using Landrun.Interop;
using Xunit;

namespace Landrun.Tests;

public sealed unsafe class CommandLineProperties
{
    private static readonly string[] Options =
        [.. Enumerable.Range(0, OptionTable.Count).Select(index => "--" + Encoding.ASCII.GetString(OptionTable.Row((Option)index).Name))];

    /// <summary>Bytes of every kind but NUL, as the kernel delivers them.</summary>
    private static readonly Gen<byte[]> Bytes = Gen.Byte[1, 255].Array[0, 12];

    private static readonly Gen<byte[]> Word = Gen.Frequency(
        (3, Bytes),
        (4, OneOf(Options).Select(Encoding.ASCII.GetBytes)),
        (2, Gen.Select(OneOf(Options), Bytes, (name, value) => (byte[])[.. Encoding.ASCII.GetBytes(name + "="), .. value])),
        (1, OneOf("--", "-", "", "true", "80", "ro:/x", "/a,/b", "NAME=VALUE").Select(Encoding.ASCII.GetBytes)));

    [Fact]
    public void Whatever_is_typed_the_parser_ends_in_a_command_a_profile_a_room_or_a_mistake()
    {
        Word.Array[0, 8].Sample(
            words =>
            {
                using NativeArguments arguments = new(words);
                UsageError error = CommandLineParser.Parse(arguments.Words, out LaunchRequest request);
                bool command = request.Command != null && *request.Command != null && **request.Command != 0;
                return error.Mistake != Mistake.None || request.Room != Room.None || request.Sources.Count > 0 || command;
            },
            iter: 200_000);
    }

    [Fact]
    public void The_command_and_its_arguments_arrive_to_the_byte()
    {
        Gen.Select(Bytes.Where(bytes => bytes.Length > 0), Word.Array[0, 5]).Sample(
            (command, rest) =>
            {
                byte[][] words = [Encoding.ASCII.GetBytes("--ro=/a,/b"), Encoding.ASCII.GetBytes("--"), command, .. rest];
                using NativeArguments arguments = new(words);
                UsageError error = CommandLineParser.Parse(arguments.Words, out LaunchRequest request);
                Assert.Equal(Mistake.None, error.Mistake);
                for (int index = 0; index <= rest.Length; index++)
                {
                    Assert.Equal(words[index + 2], CString.Span(request.Command[index]).ToArray());
                }

                return request.Command[rest.Length + 1] == null;
            },
            iter: 20_000);
    }

    [Fact]
    public void A_path_of_any_bytes_comes_out_as_it_went_in()
    {
        Gen.Byte[1, 255].Array[1, 20].Array[1, 5].Sample(
            paths =>
            {
                // A backslash right before the separator can't be told from an escaped comma.
                if (paths.Any(path => path[^1] == (byte)'\\'))
                {
                    return;
                }

                byte[] value = [.. paths.SelectMany((path, index) => (byte[])[.. index == 0 ? "--ro="u8 : ","u8, .. Escaped(path)])];
                using NativeArguments arguments = new([value, Encoding.ASCII.GetBytes("ls")]);
                UsageError error = CommandLineParser.Parse(arguments.Words, out LaunchRequest request);
                Assert.Equal(Mistake.None, error.Mistake);
                Assert.Equal(paths.Length, request.Paths.Count);
                for (int index = 0; index < paths.Length; index++)
                {
                    Assert.Equal(paths[index], CString.Span(request.Paths[index].Path).ToArray());
                }
            },
            iter: 20_000);
    }

    [Fact]
    public void A_single_slip_of_the_finger_is_recognised()
    {
        Gen.Select(Gen.Int[0, OptionTable.Count - 1], Gen.Int[0, 40], Gen.Char['a', 'z']).Sample(
            (option, position, letter) =>
            {
                string name = Options[option][2..];
                string typed = name.Insert(position % (name.Length + 1), letter.ToString());
                if (name.Length > 4)
                {
                    Option found = NearestName.Find(Encoding.ASCII.GetBytes(typed));
                    Assert.NotEqual(Option.Count, found);
                    int distance = NearestName.Distance(Encoding.ASCII.GetBytes(typed), OptionTable.Row(found).Name);
                    Assert.True(distance <= 1, $"{typed}: {found}");
                }
            });
    }

    private static Gen<string> OneOf(params string[] items) => Gen.Int[0, items.Length - 1].Select(index => items[index]);

    private static byte[] Escaped(byte[] path) => [.. path.SelectMany(item => item == (byte)',' ? (byte[])[(byte)'\\', item] : [item])];
}
