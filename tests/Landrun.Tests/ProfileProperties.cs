using System.Text;
using CsCheck;
using Landrun.CommandLine;
using Landrun.Interop;

namespace Landrun.Tests;

/// <summary>Profiles and policies that are damaged: whatever is in the file, the outcome is a request or a mistake of the user's.</summary>
public sealed class ProfileProperties : IDisposable
{
    private const string Toml = "abi = 5\n[[variable]]\nname = 'a'\nliteral = ['x', \"y\"]\n[[ruleset]]\nhandled_access_fs = ['abi.all']\nscoped = ['signal']\n[[path_beneath]]\nallowed_access = ['abi.read_execute', 'write_file']\nparent = ['/usr/${a}', '$$.']\n[[net_port]]\nallowed_access = ['bind_tcp']\nport = [80, 0x1bb]\n";
    private const string Json = "{\"abi\": 5, \"variable\": [{\"name\": \"a\", \"literal\": [\"x\"]}], \"ruleset\": [{\"handledAccessFs\": [\"abi.all\"], \"scoped\": [\"signal\"]}], \"pathBeneath\": [{\"allowedAccess\": [\"abi.read_execute\"], \"parent\": [\"/usr/${a}\"]}], \"netPort\": [{\"allowedAccess\": [\"bind_tcp\"], \"port\": [80]}]}";
    private const string Everything = "description = \"d\"\ninclude = ['q']\ncommand = ['c', '${HOME}']\nro = ['~/x', '/a\\*', \"/b\\u00e9\"]\nfs = 'ro:/x,y'\nconnect-tcp = [443, '1-2']\nenv = ['A=1', 'B_*']\nstrict = true\nno-dns = false\nkeep-fd = 'all'\n[optional]\nunix = '${NOPE}/x'\n";

    private static readonly string[] Snippets =
    [
        "[", "]", "{", "}", "=", "\"", "'", "\n", ",", "\\", "\\u0000", "\\ud800", "${", "${HOME}", "$$", "~", "*", "?", "[[", "\"\"\"", "'''", "\0", "\uFEFF", "1e9", "-1",
        "9223372036854775808", "nan", "1979-05-27", "true", "ro = '/'\n", "[optional]\n", "a.b.c = 1\n", "\u202e", "\r", "#",
    ];

    /// <summary>How a text is damaged: at a place, so many letters are replaced by a snippet.</summary>
    private static readonly Gen<(int Place, int Length, int Snippet)[]> Damage =
        Gen.Select(Gen.Int[0, 2000], Gen.Int[0, 12], Gen.Int[0, Snippets.Length], (place, length, snippet) => (place, length, snippet)).Array[1, 5];

    private readonly ProfileFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_damaged_profile_is_read_or_refused()
    {
        folder.Add("q", "ro = '/q'");
        Damage.Sample(damage => { Try("--profile", Damaged(Everything, damage)); }, iter: 1500, threads: 1);
    }

    [Fact]
    public void A_damaged_policy_is_read_or_refused() =>
        Gen.Select(Gen.Bool, Damage).Sample((json, damage) => { Try("--policy", Damaged(json ? Json : Toml, damage)); }, iter: 2000, threads: 1);

    [Fact]
    public void Any_bytes_are_read_or_refused() =>
        Gen.Select(Gen.Bool, Gen.Byte.Array[0, 60]).Sample((policy, bytes) => { Try(policy ? "--policy" : "--profile", bytes); }, iter: 500, threads: 1);

    [Theory]
    [InlineData("ro = ")]
    [InlineData("{\"abi\": ")]
    public void Deep_nesting_is_refused(string start)
    {
        foreach (string bracket in new[] { "[", "{a=", "{\"a\":" })
        {
            byte[] text = Encoding.UTF8.GetBytes(start + string.Concat(Enumerable.Repeat(bracket, 100_000)));

            Assert.False(Try("--profile", text));
            Assert.False(Try("--policy", text));
        }
    }

    [Fact]
    public unsafe void Every_path_comes_out_as_it_stands_in_the_profile() =>
        Gen.Char[' ', '\u07ff'].Array[1, 20].Select(letters => "/" + new string(letters)).Sample(
            path =>
            {
                string quoted = string.Concat(path.Replace("$", "$$", StringComparison.Ordinal).Select(letter => letter is '*' or '?' or '[' or '\\' ? "\\\\" + (letter == '\\' ? "\\\\" : letter) : letter == '"' ? "\\\"" : char.IsControl(letter) ? $"\\u{(int)letter:x4}" : letter.ToString()));
                Parsed parsed = folder.Read($"ro = \"{quoted}\"");
                Assert.Equal(path, Encoding.UTF8.GetString(CString.Span(parsed.Request.Paths[0].Path)));
            },
            iter: 500,
            threads: 1);

    private static byte[] Damaged(string text, (int Place, int Length, int Snippet)[] damage)
    {
        foreach ((int place, int length, int snippet) in damage)
        {
            int start = place % (text.Length + 1);
            text = text[..start] + (snippet == Snippets.Length ? string.Empty : Snippets[snippet]) + text[Math.Min(start + length, text.Length)..];
        }

        return Encoding.UTF8.GetBytes(text);
    }

    /// <summary>Whether it was read; an exception that is no user's mistake is the failure that is looked for.</summary>
    private bool Try(string option, byte[] text)
    {
        string path = folder.Add("p", string.Empty);
        File.WriteAllBytes(path, text);
        try
        {
            return Parsed.WithProfiles(folder.Environment, option, path, "ls").Mistake == Mistake.None;
        }
        catch (UserException)
        {
            return false;
        }
    }
}
