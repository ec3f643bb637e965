using System.Text;
using Landrun.CommandLine;
using Landrun.Interop;

namespace Landrun.Reports;

/// <summary>The managed part: what is done instead of running a command. <see cref="Entry"/> starts the runtime for it.</summary>
internal static class Rooms
{
    private static int Main()
    {
        string text = Entry.Request.Room switch
        {
            Room.Help => HelpText.Write(),
            Room.Version => VersionText.Write(),
            _ => throw new InvalidOperationException("landrun has a bug: the managed part was started for nothing; please report it"),
        };

        // Not through Console: it would set up terminal and signal handling that nothing here needs.
        Libc.Write(1, Encoding.UTF8.GetBytes(text));
        return 0;
    }
}
