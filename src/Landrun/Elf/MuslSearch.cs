using System.Text;
using Landrun.Interop;
using Landrun.Landlock.Kernel;

namespace Landrun.Elf;

/// <summary>musl's way (<c>ldso/dynlink.c</c>).</summary>
internal sealed class MuslSearch : LibrarySearch
{
    private const int PathFileLimit = 64 * 1024;

    /// <summary>The libraries that musl's one file stands for.</summary>
    private static readonly string[] Reserved = ["libc.", "libpthread.", "librt.", "libm.", "libdl.", "libutil.", "libxnet."];

    private readonly string pathFile;
    private readonly string[] systemPath;

    public MuslSearch(LoadedObject program, LoadedObject loader, LoaderEnvironment environment, Candidates candidates)
        : base(program, loader, environment, candidates)
    {
        // "/lib/ld-musl-x86_64.so.1" has its settings in "/etc/ld-musl-x86_64.path", beneath what stands before "/lib".
        string name = FileName(loader.Path);
        string directory = loader.Path[..Math.Max(0, loader.Path.Length - name.Length - 1)];
        string prefix = directory[..Math.Max(0, directory.LastIndexOf('/'))];
        pathFile = $"{prefix}/etc/{name.Split('.')[0]}.path";
        using OpenFile? file = OpenFile.TryOpen(pathFile, out Errno _);
        byte[]? text = file?.ReadAll(PathFileLimit);
        systemPath = Split(text is null ? "/lib:/usr/local/lib:/usr/lib" : Encoding.Latin1.GetString(text));
        Settings = file is null ? [] : [pathFile];
    }

    public override IReadOnlyList<string> Settings { get; }

    public override IEnumerable<string> Preloaded() =>
        (Environment.Preload ?? string.Empty).Split([' ', ':', '\t', '\n', '\v', '\f', '\r'], StringSplitOptions.RemoveEmptyEntries);

    public override bool IsLoader(string name) => Reserved.Any(reserved => name.StartsWith(reserved, StringComparison.Ordinal));

    public override LoadedObject? Find(string name, LoadedObject neededBy)
    {
        if (name.Contains('/', StringComparison.Ordinal))
        {
            return TryLoad(name, neededBy);
        }

        LoadedObject? found = Environment.LibraryPath is string path ? FindIn(Split(path), name, neededBy) : null;
        for (LoadedObject? user = neededBy; found is null && user is not null; user = user.NeededBy)
        {
            found = FindIn(RunPathOf(user), name, neededBy);
        }

        return found ?? FindIn(systemPath, name, neededBy);
    }

    private static string[] Split(string path) => path.Split([':', '\n'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>RPATH and RUNPATH are the same; only <c>$ORIGIN</c> is known, and with anything else none of it counts.</summary>
    private static string[] RunPathOf(LoadedObject user)
    {
        string path = (user.File.RunPath ?? user.File.RPath ?? string.Empty)
            .Replace("${ORIGIN}", "$ORIGIN", StringComparison.Ordinal)
            .Replace("$ORIGIN", "\0", StringComparison.Ordinal);
        return path.Contains('$', StringComparison.Ordinal) ? [] : Split(path.Replace("\0", user.Origin, StringComparison.Ordinal));
    }

    private LoadedObject? FindIn(string[] directories, string name, LoadedObject neededBy)
    {
        foreach (string directory in directories)
        {
            if (Candidates.IsDirectory(directory) && TryLoad(Join(directory, name), neededBy) is LoadedObject found)
            {
                return found;
            }
        }

        return null;
    }
}
