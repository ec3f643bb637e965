using System.Runtime;
using System.Runtime.CompilerServices;
using Landrun.CommandLine;
using Landrun.Interop;
using Landrun.Landlock.Kernel;
using Landrun.Launch;
using Landrun.Policy;
using Landrun.Sandbox;

namespace Landrun;

/// <summary>Where landrun starts: before the .NET runtime, whose start would cost more than all of this. No managed memory, no
/// exception, no string is to be had here, nor in anything that it calls; docs/internals.md says what is.</summary>
internal static unsafe class Entry
{
    /// <summary>The request that the rooms of the managed part answer.</summary>
    public static LaunchRequest Request;

    /// <summary>The linker puts this in the place of main(). It has no local buffers: the stack's guard is not set up yet.</summary>
    [RuntimeExport("__wrap_main")]
    private static int Start(int argumentCount, byte** arguments) => Run(argumentCount, arguments);

    /// <summary>From the arguments to execve(2), or to the exit status that says why not.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Run(int argumentCount, byte** arguments)
    {
        byte** environment = arguments + argumentCount + 1;
        byte** words = argumentCount == 0 ? arguments : arguments + 1;

        UsageError mistake = CommandLineParser.Parse(words, out LaunchRequest request);
        if (mistake.Mistake != Mistake.None)
        {
            mistake.Report();
            return ExitStatus.Failed;
        }

        if (request.Room != Room.None)
        {
            Request = request;
            return Libc.StartRuntime(argumentCount, arguments);
        }

        if (!MessageLevel.Choose(request.LogLevel, environment, out LogLevel level) || !Descriptors.CloseUnnamed(words, request))
        {
            return ExitStatus.Failed;
        }

        byte* path = CommandLookup.Find(*request.Command, EnvironmentBlock.Get(environment, "PATH"u8), out Errno error);
        if (path == null)
        {
            return CommandLookup.Report(*request.Command, error);
        }

        SandboxPolicy policy = SandboxPolicy.From(request);
        ExecutableChain chain = default;
        if (policy.CommandRights != Landlock.FileSystemRights.None)
        {
            CommandLookup.ReadChain(path, out chain);
        }

        byte** childEnvironment = ChildEnvironment.From(environment, request);
        return Enforcer.Enforce(policy, chain, request.AbiLimit, request.Strict, level)
            ? Starter.Execute(path, request.Command, childEnvironment, policy)
            : ExitStatus.Failed;
    }
}
