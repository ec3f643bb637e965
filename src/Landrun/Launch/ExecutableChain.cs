using System.Runtime.CompilerServices;
using Landrun.CommandLine;
using Landrun.Interop;

namespace Landrun.Launch;

/// <summary>The files that are executed to start a command, in order: the command, the interpreters that <c>#!</c> lines name, and
/// the ELF interpreter of the last; and where env(1) is that last one, the same of what it starts.</summary>
internal struct ExecutableChain
{
    /// <summary>Two scripts through env(1), as deep as the kernel goes. Five files and their interpreters is where the kernel gives
    /// up with ELOOP (<c>exec_binprm</c> in fs/exec.c).</summary>
    public const int Capacity = 14;

    private Files files;

    public int Count { get; private set; }

    /// <summary>How many of them, from the first on, landrun's own execve(2) opens.</summary>
    public int FirstExecution { get; set; }

    public readonly ExecutableFile this[int index] => files[index];

    /// <summary>What starting a request's command takes; empty where the command isn't found.</summary>
    public static unsafe ExecutableChain Of(in LaunchRequest request)
    {
        ExecutableChain chain = default;
        byte* path = CommandLookup.Find(*request.Command, EnvironmentBlock.Get(request.Inherited, "PATH"u8), out _);
        if (path != null)
        {
            ChainReader.Read(path, ChildEnvironment.From(request), out chain);
        }

        return chain;
    }

    public bool Add(in ExecutableFile file)
    {
        if (Count == Capacity)
        {
            return false;
        }

        files[Count++] = file;
        return true;
    }

    [InlineArray(Capacity)]
    private struct Files
    {
        private ExecutableFile first;
    }
}
