namespace Landrun.Tests;

/// <summary>ldd(1): what the loader itself finds.</summary>
internal static class Ldd
{
    /// <summary>The paths that it prints for a program, sorted; none for a static one.</summary>
    public static string[] Paths(string program, Dictionary<string, string>? environment = null, string? directory = null)
    {
        (int status, string output) = Tools.Run("ldd", [program], environment, directory);
        if (status != 0)
        {
            return [];
        }

        // "libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f...)", "/lib64/ld-linux-x86-64.so.2 (0x...)"
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line.Contains(" (0x", StringComparison.Ordinal))
            .Select(line => line[..line.IndexOf(" (0x", StringComparison.Ordinal)].Trim().Split(" => ")[^1])
            .Where(path => path.Contains('/', StringComparison.Ordinal))
            .Distinct().Order(StringComparer.Ordinal)];
    }
}
