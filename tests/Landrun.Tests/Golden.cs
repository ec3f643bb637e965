using System.Runtime.CompilerServices;
using Xunit;

namespace Landrun.Tests;

/// <summary>Compares with a recorded text. LANDRUN_ACCEPT=1 records anew; git shows what changed.</summary>
internal static class Golden
{
    /// <summary>A file of the repository.</summary>
    public static string Repository(string name, [CallerFilePath] string source = "") => Path.Combine(Path.GetDirectoryName(source)!, "..", "..", name);

    public static void Equal(string name, string actual, [CallerFilePath] string source = "") =>
        EqualFile(Path.Combine(Path.GetDirectoryName(source)!, "Golden", name), actual);

    public static void EqualFile(string path, string actual)
    {
        if (Environment.GetEnvironmentVariable("LANDRUN_ACCEPT") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }

        Assert.Equal(File.ReadAllText(path), actual);
    }
}
