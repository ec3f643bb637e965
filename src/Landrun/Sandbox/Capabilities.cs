using Landrun.Interop;
using Landrun.Landlock.Kernel;

namespace Landrun.Sandbox;

/// <summary>Lowers the capabilities of this process to those of an ordinary service.</summary>
/// <remarks>no_new_privs must be set: then execve(2) gives root no more than is permitted before it (cap_bprm_creds_from_file in
/// security/commoncap.c), so that what is lowered here stays low without touching the bounding set.</remarks>
internal static class Capabilities
{
    /// <summary>Those that are not taken away, where these were asked for.</summary>
    public static ulong Kept(ulong asked) => asked | CapabilityTable.Usual;

    public static bool Lower(ulong keep)
    {
        keep = Kept(keep);
        Errno error = Libc.GetCapabilities(out CapabilitySets sets);
        if (error == Errno.None && (sets.Permitted & ~keep) != 0)
        {
            sets = new CapabilitySets
            {
                Effective = sets.Effective & keep,
                Permitted = sets.Permitted & keep,
                Inheritable = sets.Inheritable & keep,
            };
            error = Libc.SetCapabilities(sets);
        }

        if (error != Errno.None)
        {
            Message.Begin().Text("can't lower the capabilities: "u8).Error(error)
                .Text("; nothing was run (--keep-cap all leaves them alone)"u8).Send();
        }

        return error == Errno.None;
    }
}
