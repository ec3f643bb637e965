using System.Text;
using Landrun.CommandLine;
using Landrun.Interop;
using Landrun.Launch;
using Landrun.Learning;
using Landrun.Status;

namespace Landrun.Reports;

/// <summary>The managed part: what is answered instead of running a command, or added before it runs. <see cref="Entry"/> starts
/// the runtime for it.</summary>
internal static unsafe class Rooms
{
    private static int Main()
    {
        try
        {
            return Answer(Entry.Request);
        }
        catch (UserException exception)
        {
            exception.Report();
            return ExitStatus.Failed;
        }
#pragma warning disable CA1031 // Whatever it is, the user gets one line, and nothing runs.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Failed($"a bug in landrun, please report it: {exception.GetType().Name}: {exception.Message}; nothing was run");
        }
    }

    private static int Answer(in LaunchRequest request) => TracerLink.IsTracer ? Trace() : request.Room switch
    {
        Room.Help => Print(HelpText.Write()),
        Room.Version => Print(VersionText.Write()),
        Room.Try => Print(AttemptRunner.Run(Targets.Parse(CString.Text(request.TryTargets)))),
        Room.Status => PrintStatus(StatusRoom.Examine(request), request.Json),
        Room.ListProfiles => Print(ProfileText.List(request)),
        Room.ShowProfile => Print(ProfileText.Show(request)),
        _ => Launch(),
    };

    /// <summary>The tracer's own copy of the request is completed as the other process completes its own, which says what there is to
    /// say, and ends where something is wrong.</summary>
    private static int Trace()
    {
        Message.IsSilent = true;
        try
        {
            Preparation.Complete();
        }
        catch (UserException)
        {
            return ExitStatus.Failed;
        }

        Message.IsSilent = false;
        return TracerRoom.Run(Entry.Request);
    }

    /// <summary>The request, with all that is to be added to it, through the one corridor, or shown.</summary>
    private static int Launch()
    {
        Preparation.Complete();
        switch (Entry.Request.Room)
        {
            case Room.DryRun:
                return DryRun.Answer(Entry.Request);
            case Room.Why:
                return Why.Answer(Entry.Request);
            case Room.None:
                InheritedState.Restore();
                return Entry.Launch(Entry.Request);
            default:
                throw new InvalidOperationException("a room that nobody answers in");
        }
    }

    /// <returns>0 where all that is closed by default is closed here, else 1.</returns>
    private static int PrintStatus(StatusReport report, bool json)
    {
        Print(json ? StatusJson.Write(report) : StatusText.Write(report, Colour.IsWanted(Entry.Request)));
        return report.Holds ? 0 : 1;
    }

    /// <summary>Not through Console: it would set up terminal and signal handling that nothing here needs.</summary>
    private static int Print(string text)
    {
        Libc.Write(1, Encoding.UTF8.GetBytes(text));
        return 0;
    }

    private static int Failed(string message)
    {
        Message.Begin().Quoted(Encoding.UTF8.GetBytes(message)).Send();
        return ExitStatus.Failed;
    }
}
