using Landrun.Interop;
using Landrun.Landlock.Kernel;

namespace Landrun.Elf;

/// <summary>Looks at files that might be the library that is searched.</summary>
/// <remarks>A hostile program can name a great many directories and libraries, so there is an end to it.</remarks>
internal sealed class Candidates
{
    /// <summary>As many files as are looked at; the largest desktop programs ask for some hundreds.</summary>
    private const int Limit = 100_000;

    /// <summary>As much as the names in all files together may need.</summary>
    private const int NamesLimit = 4 * 1024 * 1024;

    private readonly Dictionary<string, bool> directories = [];
    private int looks;
    private int names;

    /// <summary>What to look at in each file that is loaded, while it is open.</summary>
    public Action<LoadedObject>? Inspect { get; init; }

    /// <summary>Loads a library, if the file is one for the same machine and class as the program.</summary>
    /// <exception cref="UserException">It is one, and damaged.</exception>
    public LoadedObject? TryLoad(string path, in ElfHeader program, LoadedObject neededBy)
    {
        Count();
        using OpenFile? file = OpenFile.TryOpen(path, out Errno _);
        Span<byte> head = stackalloc byte[ElfHeader.Size];
        if (file is null
            || !ElfHeader.TryRead(head[..file.Read(head, 0)], out ElfHeader header)
            || !header.FitsWith(program)
            || header.Type != ElfHeader.ET_DYN)
        {
            return null;
        }

        return Load(path, OriginOf(path), file, neededBy);
    }

    /// <summary>Reads an open ELF file.</summary>
    /// <exception cref="UserException">It is none, or damaged.</exception>
    public LoadedObject Load(string path, string origin, OpenFile file, LoadedObject? neededBy)
    {
        try
        {
            FileStatus status = file.Status;
            LoadedObject loaded = new(
                path, origin, ElfFile.Read(file.Read), (status.DeviceMajor, status.DeviceMinor, status.Inode), neededBy);
            Inspect?.Invoke(loaded);
            names += loaded.File.NamesSize;
            return names <= NamesLimit ? loaded : throw TooMuch();
        }
        catch (InvalidElfException exception)
        {
            throw new UserException(
                $"--ldd: {BytePath.Show(path)}{(neededBy is null ? string.Empty : $", needed by {BytePath.Show(neededBy.Path)}")}: {exception.Message}; nothing was run");
        }
    }

    public bool IsDirectory(string path)
    {
        if (!directories.TryGetValue(path, out bool exists))
        {
            Count();
            exists = BytePath.IsDirectory(path);
            directories.Add(path, exists);
        }

        return exists;
    }

    /// <summary>glibc and musl take the directory of the name that the library was found by, links and all.</summary>
    private static string OriginOf(string path) => path.LastIndexOf('/') switch { < 0 => ".", 0 => "/", int slash => path[..slash] };

    private void Count()
    {
        if (++looks > Limit)
        {
            throw TooMuch();
        }
    }

    private static UserException TooMuch() => new("--ldd: the program names more directories and libraries than are looked through; nothing was run");
}
