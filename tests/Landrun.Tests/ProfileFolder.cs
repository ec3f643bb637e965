namespace Landrun.Tests;

/// <summary>A directory for profiles, which goes away with the test.</summary>
internal sealed class ProfileFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("landrun-profiles-").FullName;

    /// <summary>The variables with which names are found here.</summary>
    public string[] Environment => ["HOME=" + Root + "/home", "XDG_CONFIG_HOME=" + Root];

    /// <summary>Writes a profile where it is found by name.</summary>
    public string Add(string name, string text)
    {
        string path = $"{Root}/landrun/profiles/{name}.toml";
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public Parsed Read(string text, params string[] words)
    {
        string path = Add("p", text);
        return Parsed.WithProfiles(Environment, [.. words, "--profile", path, "ls"]);
    }

    public string Mistake(string text, params string[] words)
    {
        string path = Add("p", text);
        string message = Assert.Throws<UserException>(() => Parsed.WithProfiles(Environment, [.. words, "--profile", path, "ls"])).Message;
        return message.Replace(path, "p", StringComparison.Ordinal).Replace("; nothing was run", string.Empty, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
