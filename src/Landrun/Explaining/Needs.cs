using Landrun.Interop;
using Landrun.Landlock;
using Landrun.Learning;

namespace Landrun.Explaining;

/// <summary>Makes of what was refused what a run would have been seen to do, had it been allowed.</summary>
internal static class Needs
{
    public static Observations Of(IEnumerable<Access> accesses)
    {
        Dictionary<string, SeenPath> paths = new(StringComparer.Ordinal);
        HashSet<SeenPort> ports = [];
        foreach (Access access in accesses)
        {
            if (access.Ports != NetworkRights.None)
            {
                ports.Add(new SeenPort(access.Ports, access.Port));
            }
            else if (access.Path is { } path)
            {
                SeenPath seen = paths.GetValueOrDefault(path) ?? new SeenPath(path);
                paths[path] = seen with
                {
                    Rights = seen.Rights | access.Rights,
                    Link = seen.Link ?? access.Link,
                    IsDirectory = access.IsDirectory,
                    IsCreated = seen.IsCreated || access.Creates,
                    Remains = FileSystem.Exists(path),
                };
            }
        }

        return new Observations { Paths = [.. paths.Values], Ports = [.. ports] };
    }
}
