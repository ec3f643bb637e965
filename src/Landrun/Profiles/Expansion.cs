using System.Text;
using Landrun.Interop;

namespace Landrun.Profiles;

/// <summary>Replaces <c>~/</c>, <c>${NAME}</c> and wildcards in a profile's texts; docs/profiles.md has the rules.</summary>
internal sealed unsafe class Expansion
{
    /// <summary>How many paths one pattern may stand for.</summary>
    private const int MaxMatches = 1024;

    private readonly byte** environment;

    public Expansion(byte** environment) => this.environment = environment;

    /// <summary>A text with its variables replaced.</summary>
    public byte[] Text(string text) => [.. Expand(text, isPath: false).Literal];

    /// <summary>The paths that a text stands for, in the order of their bytes. A pattern that fits nothing stands for itself, a path
    /// that does not exist.</summary>
    public List<byte[]> Paths(string text)
    {
        ExpandedText expanded = Expand(text, isPath: true);
        if (expanded.InWorkingDirectory || expanded.Literal[0] != (byte)'/')
        {
            RefuseHome(expanded);
        }

        return expanded.HasWildcard ? Matches(expanded, text) : [[.. expanded.Literal]];
    }

    private ExpandedText Expand(string text, bool isPath)
    {
        ExpandedText result = new();
        ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(text);
        if (rest.Contains((byte)0))
        {
            throw new ExpansionException("it contains a NUL character");
        }

        if (isPath && rest[0] == (byte)'~')
        {
            if (rest.Length > 1 && rest[1] != (byte)'/')
            {
                throw new ExpansionException("~ stands for your own home only; write a path, ~/..., or ./~... for a file of that name");
            }

            result.Add(Variable("HOME"));
            rest = rest[1..];
        }

        while (!rest.IsEmpty)
        {
            int size = isPath && rest.Length > 1 && rest[0] == (byte)'\\' && "*?[\\"u8.Contains(rest[1]) ? 2 : 1;
            if (size == 1 && rest[0] == (byte)'$')
            {
                size = Dollar(rest, result);
            }
            else if (size == 1 && isPath && "*?["u8.Contains(rest[0]))
            {
                result.AddWildcard(rest[0]);
            }
            else
            {
                result.AddQuoted(rest[size - 1]);
            }

            rest = rest[size..];
        }

        if (isPath && result.HasWildcard && text.Contains("**", StringComparison.Ordinal))
        {
            throw new ExpansionException("** is not known; a directory's rights reach all beneath it, write the directory");
        }

        return result;
    }

    /// <summary><c>${NAME}</c> is a variable, <c>$$</c> a dollar sign, and any other is one too.</summary>
    private int Dollar(ReadOnlySpan<byte> rest, ExpandedText result)
    {
        if (rest.StartsWith("$$"u8) || !rest.StartsWith("${"u8))
        {
            result.AddQuoted((byte)'$');
            return rest.StartsWith("$$"u8) ? 2 : 1;
        }

        int end = rest.IndexOf((byte)'}');
        if (end < 0)
        {
            throw new ExpansionException("${ has no }; write $$ for a dollar sign");
        }

        string name = Encoding.UTF8.GetString(rest[2..end]);
        if (name.Length == 0 || char.IsAsciiDigit(name[0]) || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_'))
        {
            throw new ExpansionException($"${{{name}}} is not a variable's name; write $$ for a dollar sign");
        }

        result.InWorkingDirectory |= result.Literal.Count == 0 && name is "PWD";
        result.Add(Variable(name));
        return end + 1;
    }

    private byte[] Variable(string name)
    {
        if (name is "PWD")
        {
            return WorkingDirectory();
        }

        ReadOnlySpan<byte> value = CString.Span(EnvironmentBlock.Get(environment, Encoding.ASCII.GetBytes(name)));
        // The XDG Base Directory Specification gives these a default.
        string? beneathHome = name switch
        {
            "XDG_CONFIG_HOME" => "/.config",
            "XDG_CACHE_HOME" => "/.cache",
            "XDG_DATA_HOME" => "/.local/share",
            "XDG_STATE_HOME" => "/.local/state",
            _ => null,
        };
        // An empty one would make ${NAME}/x a path from the root.
        return !value.IsEmpty ? value.ToArray()
            : beneathHome is not null ? [.. Variable("HOME"), .. Encoding.ASCII.GetBytes(beneathHome)]
            : throw new ExpansionException($"the variable {name} is not set or empty", unset: true);
    }

    /// <summary>Where the command will run; the variable PWD may say something else.</summary>
    private static byte[] WorkingDirectory()
    {
        Span<byte> buffer = stackalloc byte[4096];
        int size;
        fixed (byte* link = "/proc/self/cwd\0"u8)
        {
            size = Libc.ReadLink(link, buffer);
        }

        return size > 0 && size < buffer.Length && buffer[0] == (byte)'/'
            ? buffer[..size].ToArray()
            : throw new ExpansionException("can't find out the working directory in /proc/self/cwd");
    }

    /// <summary>A profile for a project, started in the home directory or above it, would open everything that one has.</summary>
    private void RefuseHome(ExpandedText expanded)
    {
        ReadOnlySpan<byte> home = CString.Span(EnvironmentBlock.Get(environment, "HOME"u8)).TrimEnd((byte)'/');
        byte[] directory = WorkingDirectory();
        ReadOnlySpan<byte> above = directory.AsSpan().TrimEnd((byte)'/');
        ReadOnlySpan<byte> path = [.. expanded.Literal];
        ReadOnlySpan<byte> beneath = expanded.InWorkingDirectory ? path[directory.Length..] : path;
        bool holdsHome = home.StartsWith(above) && (home.Length == above.Length || home[above.Length] == (byte)'/');
        if (holdsHome && beneath.IndexOfAnyExcept((byte)'.', (byte)'/') < 0)
        {
            throw new ExpansionException(
                $"the working directory {Encoding.UTF8.GetString(directory)} holds your whole home directory; start it in a directory of the project's own");
        }
    }

    private static List<byte[]> Matches(ExpandedText expanded, string text)
    {
        byte* pattern = CString.Copy([.. expanded.Pattern]);
        int error = Libc.Glob(pattern, out byte** names, out nuint count);
        if (error == Libc.GLOB_NOMATCH)
        {
            return [[.. expanded.Literal]];
        }

        if (error != 0 || count > MaxMatches)
        {
            throw new ExpansionException(error != 0 ? $"can't look for {text}" : $"{text} fits {count} files; at most {MaxMatches} may");
        }

        List<byte[]> matches = [];
        for (nuint index = 0; index < count; index++)
        {
            matches.Add(CString.Span(names[index]).ToArray());
        }

        return matches;
    }
}
