using Landrun.Elf;

namespace Landrun;

/// <summary>Adds to the request what needs the runtime to be found, before it is launched.</summary>
internal static class Preparation
{
    /// <summary>The order is fixed: equal input makes an equal policy.</summary>
    /// <exception cref="UserException">Something is wrong, and nothing may be run.</exception>
    public static void Complete()
    {
        if (Entry.Request.Ldd)
        {
            LibraryGrants.AddTo(ref Entry.Request);
        }
    }
}
