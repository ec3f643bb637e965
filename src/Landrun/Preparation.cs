using Landrun.CommandLine;
using Landrun.Elf;
using Landrun.Policy;
using Landrun.Profiles;

namespace Landrun;

/// <summary>Completes what the command line asks for with what stands elsewhere, before the request is launched or shown.</summary>
internal static unsafe class Preparation
{
    private static bool HasCommand => *Entry.Request.Command != null;

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

        if (Entry.Request.Ldd && HasCommand)
        {
            LibraryGrants.AddTo(ref Entry.Request);
        }

        // Last: whatever opened something before, what is denied stays closed.
        DenialExpansion.Apply(ref Entry.Request);
    }
}
