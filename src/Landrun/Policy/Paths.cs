namespace Landrun.Policy;

/// <summary>Paths as text: absolute, without symbolic links, a byte a character.</summary>
internal static class Paths
{
    public static string DirectoryOf(string path)
    {
        int slash = path.LastIndexOf('/');
        return slash <= 0 ? "/" : path[..slash];
    }

    public static string Join(string directory, string name) => directory is "/" ? "/" + name : directory + "/" + name;

    /// <summary>Whether a path is that directory, or lies beneath it.</summary>
    public static bool IsWithin(string path, string directory) =>
        directory is "/" || (path.StartsWith(directory, StringComparison.Ordinal) && (path.Length == directory.Length || path[directory.Length] == '/'));

    public static bool IsBeneath(string path, string directory) => path.Length != directory.Length && IsWithin(path, directory);

    /// <summary>The directories above a path, the nearest first, the root last.</summary>
    public static IEnumerable<string> Above(string path)
    {
        while (path is not "/")
        {
            path = DirectoryOf(path);
            yield return path;
        }
    }

    /// <summary>How many names it has: none for the root.</summary>
    public static int Depth(string path) => path is "/" ? 0 : path.AsSpan().Count('/');

    /// <summary>A path without empty parts, <c>.</c> and <c>..</c>.</summary>
    public static string Clean(string path)
    {
        List<string> parts = [];
        foreach (string part in path.Split('/'))
        {
            if (part is ".." && parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part is not ("" or "." or ".."))
            {
                parts.Add(part);
            }
        }

        return "/" + string.Join('/', parts);
    }
}
