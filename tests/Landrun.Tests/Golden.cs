using System.Runtime.CompilerServices;
using Xunit;

namespace Landrun.Tests;

/// <summary>Compares with a recorded text. LANDRUN_ACCEPT=1 records anew; git shows what changed.</summary>
internal static class Golden
{
    public static void Equal(string name, string actual, [CallerFilePath] string source = "")
    {
        string path = Path.Combine(Path.GetDirectoryName(source)!, "Golden", name);
        if (Environment.GetEnvironmentVariable("LANDRUN_ACCEPT") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }

        Assert.Equal(File.ReadAllText(path), actual);
    }
}
