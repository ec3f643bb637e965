using System.Globalization;
using Landrun.Interop;
using Landrun.Policy;

namespace Landrun.Learning;

/// <summary>Follows paths as the kernel does for the watched process, link by link, without opening anything: the tracer's own
/// <c>/proc/self</c> is not theirs, and to open a file may set something off.</summary>
internal sealed class PathWalker
{
    /// <summary>MAXSYMLINKS of <c>include/linux/namei.h</c>.</summary>
    private const int MostLinks = 40;

    private const int CacheLimit = 50_000;

    private const int WorkingDirectory = Libc.AT_FDCWD;

    /// <summary>What each path's link says; null for what is no link.</summary>
    private readonly Dictionary<string, string?> links = new(StringComparer.Ordinal);

    private readonly Stack<string> pending = new();

    /// <summary>To be called when a link may have been made, replaced or removed.</summary>
    public void Forget() => links.Clear();

    /// <summary>Follows a path.</summary>
    /// <param name="task">Whose path it is.</param>
    /// <param name="directory">The descriptor that a relative path begins at, or AT_FDCWD.</param>
    /// <param name="path">The path as the process gave it.</param>
    /// <param name="follow">Whether a link at its end is followed.</param>
    /// <returns>Nothing where a directory on the way is missing.</returns>
    public ResolvedPath? Resolve(TracedTask task, int directory, string path, bool follow = true)
    {
        string? start = path.Length == 0 ? null : path[0] == '/' ? "/" : Base(task, directory);
        if (start is not ['/', ..])
        {
            return null;
        }

        string current = start;
        pending.Clear();
        Push(path);
        string? link = null;
        int followed = 0;
        while (pending.TryPop(out string? name))
        {
            if (name is "..")
            {
                current = Paths.DirectoryOf(current);
                continue;
            }

            string candidate = Paths.Join(current, name);
            bool last = pending.Count == 0;
            if (last)
            {
                bool isThere = FileSystem.Stat(candidate, out FileStatus found);
                if (!isThere && !FileSystem.Exists(current))
                {
                    return null;
                }

                if (!isThere || !follow || !found.IsSymbolicLink)
                {
                    return new ResolvedPath(candidate, link, isThere, found);
                }
            }

            string? target = Link(task, candidate);
            if (target is null)
            {
                current = candidate;
                continue;
            }

            if (++followed > MostLinks)
            {
                return null;
            }

            link = last ? link ?? candidate : link;
            if (IsMagic(candidate))
            {
                // Not text to walk along but the file itself.
                if (target[0] != '/' || target.EndsWith(" (deleted)", StringComparison.Ordinal))
                {
                    return new ResolvedPath(string.Empty, link, true, default);
                }

                current = target;
                continue;
            }

            current = target[0] == '/' ? "/" : current;
            Push(target);
        }

        bool exists = FileSystem.Stat(current, out FileStatus status);
        return exists || FileSystem.Exists(Paths.DirectoryOf(current)) ? new ResolvedPath(current, link, exists, status) : null;
    }

    /// <summary>What a descriptor of the process is open on; nothing where it has no name.</summary>
    public static ResolvedPath? OfDescriptor(TracedTask task, int descriptor)
    {
        string? path = Base(task, descriptor);
        return path is ['/', ..] && FileSystem.Stat(path, out FileStatus status) ? new ResolvedPath(path, null, true, status) : null;
    }

    private static string? Base(TracedTask task, int directory) => FileSystem.ReadLink(directory == WorkingDirectory
        ? string.Create(CultureInfo.InvariantCulture, $"/proc/{task.Id}/cwd")
        : string.Create(CultureInfo.InvariantCulture, $"/proc/{task.Id}/fd/{directory}"));

    /// <summary>Puts the parts of a path before those that are left.</summary>
    private void Push(string path)
    {
        int end = path.Length;
        while (end > 0)
        {
            int slash = path.LastIndexOf('/', end - 1);
            if (end - slash > 1 && !(end - slash == 2 && path[slash + 1] == '.'))
            {
                pending.Push(path[(slash + 1)..end]);
            }

            end = slash < 0 ? 0 : slash;
        }
    }

    private string? Link(TracedTask task, string path)
    {
        if (path.StartsWith("/proc/", StringComparison.Ordinal))
        {
            return path switch
            {
                "/proc/self" => task.Process.ToString(CultureInfo.InvariantCulture),
                "/proc/thread-self" => string.Create(CultureInfo.InvariantCulture, $"{task.Process}/task/{task.Id}"),
                _ => FileSystem.ReadLink(path),
            };
        }

        if (links.TryGetValue(path, out string? target))
        {
            return target;
        }

        if (links.Count >= CacheLimit)
        {
            links.Clear();
        }

        target = FileSystem.ReadLink(path);
        links[path] = target is "" ? null : target;
        return links[path];
    }

    /// <summary>The links of proc(5) that lead to a file rather than say its name: <c>fd/N</c>, <c>cwd</c>, <c>root</c>, <c>exe</c>.</summary>
    private static bool IsMagic(string path) =>
        path.StartsWith("/proc/", StringComparison.Ordinal) && path is not ("/proc/self" or "/proc/thread-self" or "/proc/mounts" or "/proc/net");
}
