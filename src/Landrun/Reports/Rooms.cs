using System.Text;
using Landrun.CommandLine;
using Landrun.Interop;
using Landrun.Launch;

namespace Landrun.Reports;

/// <summary>The managed part: what is answered instead of running a command. <see cref="Entry"/> starts the runtime for it.</summary>
internal static class Rooms
{
    private static int Main()
    {
        try
        {
            return Answer(Entry.Request);
        }
        catch (UserException exception)
        {
            return Failed(exception.Message);
        }
#pragma warning disable CA1031 // Whatever it is, the user gets one line, and nothing runs.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Failed($"a bug in landrun, please report it: {exception.GetType().Name}: {exception.Message}; nothing was run");
        }
    }

    private static int Answer(in LaunchRequest request) => request.Room switch
    {
        Room.Help => Print(HelpText.Write()),
        Room.Version => Print(VersionText.Write()),
        _ => Prepared(),
    };

    private static int Prepared()
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
