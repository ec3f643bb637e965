using System.Text;
using Landrun.Interop;
using Landrun.Landlock.Kernel;

namespace Landrun.Elf;

/// <summary>All files that the dynamic loader reads to start a program, found as it finds them.</summary>
internal sealed class LibraryClosure
{
    private readonly List<LoadedObject> libraries = [];
    private readonly Dictionary<string, string> missing = [];
    private readonly HashSet<string> names = [];
    private readonly Dictionary<(uint Major, uint Minor, ulong Inode), LoadedObject> files = [];

    private LibraryClosure(LoadedObject program)
    {
        Program = program;
    }

    public LoadedObject Program { get; }

    /// <summary>The ELF interpreter; null where the program has none, or where it isn't there.</summary>
    public LoadedObject? Loader { get; private set; }

    /// <summary>Files that the loader reads besides libraries.</summary>
    public IReadOnlyList<string> Settings { get; private set; } = [];

    /// <summary>The libraries, in the order in which the loader takes them.</summary>
    public IReadOnlyList<LoadedObject> Libraries => libraries;

    /// <summary>Names that the loader will not find, and then refuse to start the program, each with the file that needs it.</summary>
    public IReadOnlyDictionary<string, string> Missing => missing;

    /// <summary>Reads a program and all that it needs.</summary>
    /// <exception cref="UserException">One of the files is damaged, or the program can't be read.</exception>
    public static LibraryClosure Of(string program, LoaderEnvironment environment, Candidates candidates)
    {
        using OpenFile file = OpenFile.TryOpen(program, out Errno error)
            ?? throw new UserException(
                $"--ldd: can't read {BytePath.Show(program)} to see what it needs: {Encoding.ASCII.GetString(ErrnoTable.Text(error))}; nothing was run");
        string path = file.RealPath() ?? program;
        LibraryClosure closure = new(candidates.Load(program, path[..Math.Max(1, path.LastIndexOf('/'))], file, neededBy: null));
        closure.Load(environment, candidates);
        return closure;
    }

    private void Load(LoaderEnvironment environment, Candidates candidates)
    {
        // An interpreter that isn't there, or fits another machine, is execve(2)'s to refuse, and will be explained then.
        string? interpreter = Program.File.Interpreter;
        Loader = interpreter is null ? null : candidates.TryLoad(interpreter, Program.File.Header, Program);
        if (Loader is null)
        {
            return;
        }

        Know(Loader, Loader.Path);
        LibrarySearch search = LibrarySearch.For(Program, Loader, environment, candidates);
        Settings = search.Settings;
        foreach (string name in search.Preloaded())
        {
            // Without what is to be preloaded, the program starts nevertheless.
            Add(name, Program, search);
        }

        AddNeeded(Program, search);
        for (int index = 0; index < libraries.Count; index++)
        {
            AddNeeded(libraries[index], search);
        }
    }

    private void AddNeeded(LoadedObject user, LibrarySearch search)
    {
        foreach (string name in user.File.Needed)
        {
            if (!Add(name, user, search))
            {
                missing.TryAdd(name, user.Path);
            }
        }

        foreach (string name in user.File.Filters)
        {
            Add(name, user, search);
        }
    }

    private bool Add(string name, LoadedObject user, LibrarySearch search)
    {
        if (names.Contains(name) || search.IsLoader(name))
        {
            return true;
        }

        if (missing.ContainsKey(name) || search.Find(name, user) is not LoadedObject found)
        {
            return false;
        }

        if (Know(found, name))
        {
            libraries.Add(found);
        }

        return true;
    }

    /// <summary>False where it is another name of a file that is there already.</summary>
    private bool Know(LoadedObject found, string name)
    {
        names.Add(name);
        names.Add(found.Path);
        if (found.File.SharedObjectName is string own)
        {
            names.Add(own);
        }

        return files.TryAdd(found.Identity, found);
    }
}
