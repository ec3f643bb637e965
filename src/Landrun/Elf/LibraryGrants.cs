using Landrun.CommandLine;
using Landrun.Interop;
using Landrun.Landlock;
using Landrun.Landlock.Kernel;
using Landrun.Launch;
using Landrun.Policy;

namespace Landrun.Elf;

/// <summary><c>--ldd</c>: allows what the dynamic loader reads to start the command, and the programs that its <c>#!</c> line names.</summary>
internal static unsafe class LibraryGrants
{
    public static void AddTo(ref LaunchRequest request)
    {
        request.CommandPath = CommandLookup.Find(*request.Command, EnvironmentBlock.Get(request.Inherited, "PATH"u8), out Errno _);
        if (request.CommandPath == null)
        {
            // The launch says why.
            return;
        }

        BlindSpots? blindSpots = MessageLevel.IsInfo(request.LogLevel, request.Inherited) ? new BlindSpots() : null;
        byte** variables = ChildEnvironment.From(request);
        LoaderEnvironment environment = new(Get(variables, "LD_LIBRARY_PATH"u8), Get(variables, "LD_PRELOAD"u8));
        Candidates candidates = new() { Inspect = blindSpots is null ? null : blindSpots.Inspect };
        HashSet<string> granted = [];
        foreach (string program in Programs(request.CommandPath, variables))
        {
            LibraryClosure closure = LibraryClosure.Of(program, environment, candidates);
            Add(ref request, closure, granted);
            foreach ((string name, string neededBy) in closure.Missing)
            {
                Say($"--ldd: {BytePath.Show(name)}, needed by {BytePath.Show(neededBy)}, is not found: the program will not start");
            }
        }

        foreach (string line in blindSpots?.Lines ?? [])
        {
            Say(line);
        }
    }

    /// <summary>The ELF programs that are executed to start the command.</summary>
    private static List<string> Programs(byte* command, byte** environment)
    {
        ChainReader.Read(command, environment, out ExecutableChain chain);
        List<string> programs = [];
        Span<byte> head = stackalloc byte[4];
        for (int index = 0; index < chain.Count; index++)
        {
            ExecutableFile file = chain[index];
            bool isOpen = file.Descriptor >= 0;
            int read = isOpen ? Libc.Read(file.Descriptor, head, 0) : 0;
            // One that may be executed and not read is opened as a mere path.
            if (file.Kind != ExecutableKind.ElfInterpreter && (read == -(int)Errno.EBADF || (read == head.Length && ElfHeader.IsElf(head))))
            {
                programs.Add(BytePath.From(file.Path));
            }

            if (isOpen)
            {
                // Nothing of landrun's own may be open when the launch decides which descriptors pass.
                Libc.Close(file.Descriptor);
            }
        }

        return programs;
    }

    private static void Add(ref LaunchRequest request, LibraryClosure closure, HashSet<string> granted)
    {
        if (closure.Loader is not LoadedObject loader)
        {
            return;
        }

        string program = closure.Program.Path;
        Grant(ref request, loader.Path, Rights.Start, program, granted);
        foreach (string file in closure.Settings)
        {
            Grant(ref request, file, FileSystemRights.ReadFile, program, granted);
        }

        foreach (LoadedObject library in closure.Libraries)
        {
            Grant(ref request, library.Path, FileSystemRights.ReadFile, library.NeededBy?.Path ?? program, granted);
        }
    }

    private static void Grant(ref LaunchRequest request, string path, FileSystemRights rights, string neededBy, HashSet<string> granted)
    {
        if (granted.Add(path))
        {
            request.Paths.Add(new PathGrant
            {
                Path = BytePath.ToNative(path),
                Rights = rights,
                Origin = new Origin(Option.Ldd, BytePath.ToNative(neededBy)),
            });
        }
    }

    private static string? Get(byte** environment, ReadOnlySpan<byte> name)
    {
        byte* value = EnvironmentBlock.Get(environment, name);
        return value == null ? null : BytePath.From(value);
    }

    private static void Say(string line) => Message.Begin().Quoted(System.Text.Encoding.UTF8.GetBytes(line)).Send();
}
