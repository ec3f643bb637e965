using System.Runtime;
using System.Runtime.CompilerServices;
using Landrun.CommandLine;
using Landrun.Interop;
using Landrun.Launch;
using Landrun.Limits;
using Landrun.Sandbox;

namespace Landrun;

/// <summary>Where landrun starts: before the .NET runtime, whose start would cost more than all of this. No managed memory, no
/// exception, no string is to be had here, nor in anything that it calls; docs/internals.md says what is.</summary>
internal static unsafe class Entry
{
    /// <summary>What the command line asks for. The rooms of the managed part read it, or add to it before it goes on to
    /// <see cref="Launch"/>.</summary>
    public static LaunchRequest Request;

    /// <summary>The linker puts this in the place of main(). It has no local buffers: the stack's guard is not set up yet.</summary>
    [RuntimeExport("__wrap_main")]
    private static int Start(int argumentCount, byte** arguments) => Run(argumentCount, arguments);

    /// <summary>From the arguments to execve(2), or to the exit status that says why not.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Run(int argumentCount, byte** arguments)
    {
        byte** words = argumentCount == 0 ? arguments : arguments + 1;
        byte** typed = TypedWords.Copy(words);
        UsageError mistake = CommandLineParser.Parse(words, out Request);
        if (mistake.Mistake != Mistake.None)
        {
            mistake.Report();
            return ExitStatus.Failed;
        }

        Request.Words = words;
        Request.Typed = typed;
        Request.Inherited = arguments + argumentCount + 1;
        if (Request.Trace != TraceMode.None && !TracerLink.Fork())
        {
            return ExitStatus.Failed;
        }

        if (!TracerLink.IsTracer)
        {
            if (Request.IsTimed && !Supervisor.Divide(Request))
            {
                return ExitStatus.Failed;
            }

            TracerLink.Permit();
        }

        if (!Request.NeedsRuntime && !TracerLink.IsTracer)
        {
            return Launch(Request);
        }

        InheritedState.Save();
        int status = Libc.StartRuntime(argumentCount, arguments);
        if (status < 0)
        {
            Message.Begin().Text("the .NET runtime, which these options need, can't start: is memory limited (ulimit -v)? Nothing was run"u8).Send();
        }

        return status < 0 ? ExitStatus.Failed : status;
    }

    /// <summary>From the complete request to execve(2): the one way there is, with the runtime started or not.</summary>
    /// <returns>The exit status that says why nothing was run.</returns>
    public static int Launch(in LaunchRequest request)
    {
        if (!TracerLink.AwaitTracer())
        {
            return ExitStatus.Failed;
        }

        int status = PreparedLaunch.From(request, out PreparedLaunch launch);
        return status != ExitStatus.None ? status
            : Enforcer.Enforce(launch) && ResourceLimits.Apply(request.Limits, request.Strict)
            ? Starter.Execute(launch.Path, request.Command, launch.Environment, launch.Policy, launch.Chain)
            : ExitStatus.Failed;
    }
}
