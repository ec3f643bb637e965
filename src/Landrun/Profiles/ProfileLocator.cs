using System.Reflection;
using System.Text;
using Landrun.Interop;

namespace Landrun.Profiles;

/// <summary>Finds profiles: a word with a slash is a file, another a name, which the user's own directory is searched for first, then
/// the machine's, then the profiles in the program itself.</summary>
internal sealed unsafe class ProfileLocator
{
    /// <summary>Behind the last directory.</summary>
    public const int ShippedRank = 2;

    private const string Prefix = "profiles/";
    private const string Extension = ".toml";

    /// <summary>The directory of a project's own profiles. They are used by path only: whoever wrote the project wrote them.</summary>
    public const string Project = "./.landrun";

    private readonly byte[]?[] directories;

    public ProfileLocator(byte** environment) => directories = [UserDirectory(environment), Encoding.ASCII.GetBytes("/etc/landrun/profiles")];

    /// <summary>The names of the profiles in the program.</summary>
    public static IEnumerable<string> ShippedNames => Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .Select(name => name[Prefix.Length..^Extension.Length])
        .Order(StringComparer.Ordinal);

    /// <summary>A directory that is searched for names; null where there can be none.</summary>
    public byte[]? Directory(int rank) => directories[rank];

    public static bool IsFile(ReadOnlySpan<byte> word) => word.Contains((byte)'/');

    /// <summary>What the command line names.</summary>
    public Profile Find(ReadOnlySpan<byte> word)
    {
        if (!IsFile(word))
        {
            return FindName(Encoding.UTF8.GetString(word), 0)
                ?? throw new UserException($"no profile {Encoding.UTF8.GetString(word)}; landrun --list-profiles lists them, ./{Encoding.UTF8.GetString(word)} is a file. Nothing was run");
        }

        SettingFile file = TrustedFile.Read(word) ?? throw new UserException($"{Encoding.UTF8.GetString(word)}: no such file; nothing was run");
        return new Profile(file, string.Empty, -1);
    }

    /// <summary>A profile by its name, from one of the places on; null where there is none.</summary>
    public Profile? FindName(string name, int rank)
    {
        if (!IsName(name))
        {
            return null;
        }

        for (; rank < ShippedRank; rank++)
        {
            if (directories[rank] is { } directory
                && TrustedFile.Read([.. directory, (byte)'/', .. Encoding.UTF8.GetBytes(name + Extension)]) is { } file)
            {
                return new Profile(file, name, rank);
            }
        }

        using Stream? stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Prefix + name + Extension);
        if (stream is null || rank > ShippedRank)
        {
            return null;
        }

        using StreamReader reader = new(stream, Encoding.UTF8);
        return new Profile(new SettingFile(name + Extension, name, reader.ReadToEnd()), name, ShippedRank);
    }

    public static bool IsName(string name) =>
        name.Length > 0 && name[0] != '.' && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');

    private static byte[]? UserDirectory(byte** environment)
    {
        ReadOnlySpan<byte> configuration = CString.Span(EnvironmentBlock.Get(environment, "XDG_CONFIG_HOME"u8));
        ReadOnlySpan<byte> home = CString.Span(EnvironmentBlock.Get(environment, "HOME"u8));
        // A relative path is to be ignored, says the XDG Base Directory Specification; one could lead into the working directory.
        return configuration.StartsWith("/"u8) ? [.. configuration, .. "/landrun/profiles"u8]
            : home.StartsWith("/"u8) ? [.. home, .. "/.config/landrun/profiles"u8]
            : null;
    }
}
