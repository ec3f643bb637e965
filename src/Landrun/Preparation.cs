using Landrun.CommandLine;
using Landrun.Elf;
using Landrun.Profiles;

namespace Landrun;

/// <summary>Completes what the command line asks for with what stands elsewhere, before the request is launched or shown.</summary>
internal static class Preparation
{
    /// <summary>Adds to <see cref="Entry.Request"/>, always in this order: equal input makes an equal policy.</summary>
    /// <exception cref="UserException">Something is wrong, and nothing may be run.</exception>
    public static void Complete()
    {
        ProfileReader.AddTo(ref Entry.Request);
        UsageError mistake = CommandLineParser.CheckCommand(Entry.Request);
        if (mistake.Mistake != Mistake.None)
        {
            throw new UserException(mistake);
        }

        if (Entry.Request.Ldd)
        {
            LibraryGrants.AddTo(ref Entry.Request);
        }
    }
}
