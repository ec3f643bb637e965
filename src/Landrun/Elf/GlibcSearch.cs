using System.Text;
using Landrun.Interop;
using Landrun.Landlock.Kernel;

namespace Landrun.Elf;

/// <summary>glibc's way (<c>_dl_map_object</c> in <c>elf/dl-load.c</c>; ld.so(8)).</summary>
internal sealed class GlibcSearch : LibrarySearch
{
    private const int LoaderSizeLimit = 4 * 1024 * 1024;
    private const int PreloadFileLimit = 64 * 1024;

    private readonly GlibcDirectories directories;
    private readonly LoaderCache? cache;
    private readonly string? preloaded;
    private readonly List<string> settings = [];
    private readonly Dictionary<LoadedObject, List<string>> searchPaths = [];
    private readonly List<string> libraryPath;

    public GlibcSearch(LoadedObject program, LoadedObject loader, LoaderEnvironment environment, Candidates candidates)
        : base(program, loader, environment, candidates)
    {
        directories = GlibcDirectories.Of(ReadFile(loader.Path, LoaderSizeLimit) ?? [], program.File.Header);
        libraryPath = environment.LibraryPath is null or "" ? [] : Expand(environment.LibraryPath, [':', ';'], program);
        byte[]? bytes = ReadSetting(directories.Cache, LoaderCache.SizeLimit);
        cache = bytes is null ? null : LoaderCache.TryRead(bytes);
        bytes = ReadSetting(directories.Preload, PreloadFileLimit);
        preloaded = bytes is null ? null : Encoding.Latin1.GetString(bytes);
    }

    public override IReadOnlyList<string> Settings => settings;

    public override IEnumerable<string> Preloaded()
    {
        foreach (string name in (Environment.Preload ?? string.Empty).Split([' ', ':'], StringSplitOptions.RemoveEmptyEntries))
        {
            yield return name;
        }

        foreach (string line in (preloaded ?? string.Empty).Split('\n'))
        {
            foreach (string name in line.Split('#')[0].Split([' ', ':', '\t'], StringSplitOptions.RemoveEmptyEntries))
            {
                yield return name;
            }
        }
    }

    public override bool IsLoader(string name) => false;

    public override LoadedObject? Find(string name, LoadedObject neededBy)
    {
        if (name.Contains('$', StringComparison.Ordinal))
        {
            return directories.Expand(name, neededBy.Origin) is string expanded ? FindExpanded(expanded, neededBy) : null;
        }

        return FindExpanded(name, neededBy);
    }

    private LoadedObject? FindExpanded(string name, LoadedObject neededBy)
    {
        if (name.Contains('/', StringComparison.Ordinal))
        {
            return TryLoad(name, neededBy);
        }

        LoadedObject? found = neededBy.File.RunPath is null ? FindByRPath(name, neededBy) : null;
        found ??= FindIn(libraryPath, name, neededBy);
        found ??= neededBy.File.RunPath is null ? null : FindIn(SearchPathOf(neededBy), name, neededBy);
        found ??= FindInCache(name, neededBy);
        return found ?? (neededBy.File.NoDefaultLibraries ? null : FindIn(directories.System, name, neededBy));
    }

    /// <summary>The RPATH of the file, of what needed that, and so on, and of the program; each only where it has no RUNPATH.</summary>
    private LoadedObject? FindByRPath(string name, LoadedObject neededBy)
    {
        for (LoadedObject? user = neededBy; user is not null; user = user.NeededBy)
        {
            if (user.File.RPath is not null && FindIn(SearchPathOf(user), name, neededBy) is LoadedObject found)
            {
                return found;
            }
        }

        return null;
    }

    private LoadedObject? FindInCache(string name, LoadedObject neededBy)
    {
        ElfHeader header = Program.File.Header;
        string? path = cache?.Find(name, ElfMachines.CacheFlags(header.Machine, header.IsWide), ElfMachines.HardwareCapabilities(header));
        return path is null || (neededBy.File.NoDefaultLibraries && directories.System.Any(directory => path.StartsWith(directory, StringComparison.Ordinal)))
            ? null
            : TryLoad(path, neededBy);
    }

    private LoadedObject? FindIn(List<string> path, string name, LoadedObject neededBy)
    {
        foreach (string directory in path)
        {
            if (!Candidates.IsDirectory(directory.Length == 0 ? "." : directory))
            {
                continue;
            }

            string capabilities = Join(directory, "glibc-hwcaps");
            foreach (string level in Candidates.IsDirectory(capabilities) ? ElfMachines.HardwareCapabilities(Program.File.Header) : [])
            {
                if (TryLoad($"{capabilities}/{level}/{name}", neededBy) is LoadedObject better)
                {
                    return better;
                }
            }

            if (TryLoad(Join(directory, name), neededBy) is LoadedObject found)
            {
                return found;
            }
        }

        return null;
    }

    private List<string> SearchPathOf(LoadedObject user)
    {
        if (!searchPaths.TryGetValue(user, out List<string>? path))
        {
            path = Expand(user.File.RunPath ?? user.File.RPath ?? string.Empty, [':'], user);
            searchPaths.Add(user, path);
        }

        return path;
    }

    /// <summary>The directories of a search path; an empty one is the working directory.</summary>
    private List<string> Expand(string path, char[] separators, LoadedObject owner) =>
        [.. path.Split(separators).Select(element => directories.Expand(element, owner.Origin)).OfType<string>()];

    private byte[]? ReadSetting(string path, int limit)
    {
        byte[]? bytes = ReadFile(path, limit);
        if (bytes is not null)
        {
            settings.Add(path);
        }

        return bytes;
    }

    private static byte[]? ReadFile(string path, int limit)
    {
        using OpenFile? file = OpenFile.TryOpen(path, out Errno _);
        return file?.ReadAll(limit);
    }
}
