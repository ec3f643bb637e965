namespace Landrun.Elf;

/// <summary>How one kind of dynamic loader finds libraries.</summary>
internal abstract class LibrarySearch
{
    protected LibrarySearch(LoadedObject program, LoadedObject loader, LoaderEnvironment environment, Candidates candidates)
    {
        Program = program;
        Loader = loader;
        Environment = environment;
        Candidates = candidates;
    }

    /// <summary>Files that the loader reads besides libraries.</summary>
    public abstract IReadOnlyList<string> Settings { get; }

    protected LoadedObject Program { get; }

    protected LoadedObject Loader { get; }

    protected LoaderEnvironment Environment { get; }

    protected Candidates Candidates { get; }

    public static LibrarySearch For(LoadedObject program, LoadedObject loader, LoaderEnvironment environment, Candidates candidates) =>
        FileName(loader.Path).StartsWith("ld-musl-", StringComparison.Ordinal)
            ? new MuslSearch(program, loader, environment, candidates)
            : new GlibcSearch(program, loader, environment, candidates);

    /// <summary>The libraries that are loaded without being needed.</summary>
    public abstract IEnumerable<string> Preloaded();

    /// <summary>Whether that name stands for the loader itself.</summary>
    public abstract bool IsLoader(string name);

    /// <summary>The library of that name, for the file that needs it; null where there is none.</summary>
    public abstract LoadedObject? Find(string name, LoadedObject neededBy);

    protected static string FileName(string path) => path[(path.LastIndexOf('/') + 1)..];

    protected static string Join(string directory, string name) =>
        directory.Length == 0 ? "./" + name : directory.EndsWith('/') ? directory + name : directory + "/" + name;

    protected LoadedObject? TryLoad(string path, LoadedObject neededBy) => Candidates.TryLoad(path, Program.File.Header, neededBy);
}
