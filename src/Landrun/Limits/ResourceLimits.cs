using Landrun.Interop;
using Landrun.Landlock.Kernel;

namespace Landrun.Limits;

/// <summary>Sets the limits that were asked for: to be called last before execve(2), as landrun itself would have to live with them.</summary>
internal static class ResourceLimits
{
    /// <returns>False where nothing may be run.</returns>
    public static bool Apply(in NativeList<LimitGrant> limits, bool strict)
    {
        for (int index = 0; index < limits.Count; index++)
        {
            if (!Apply(limits[index], strict))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Apply(in LimitGrant limit, bool strict)
    {
        LimitRow row = LimitTable.Row(limit.Row);
        if (row.Resource == LimitTable.Processes && Libc.UserId() == 0)
        {
            Message.Begin().Text("NOT enforced: --limit "u8).Text(row.Name).Text(" (the kernel does not limit root's; run as another user)"u8).Send();
            if (strict)
            {
                Message.Begin().Text("--strict: nothing was run; without it, the command runs with what can be enforced"u8).Send();
                return false;
            }
        }

        Errno error = Libc.GetLimit(row.Resource, out ulong hard);
        if (error == Errno.None && limit.Value > hard)
        {
            Message.Begin().Text("--limit: "u8).Text(row.Name).Text("="u8).Number((long)limit.Value).Text(" is above the hard limit "u8)
                .Number((long)hard).Text(" that this process has already; nothing was run"u8).Send();
            return false;
        }

        // Soft and hard are one: what may be raised again is no limit.
        error = error == Errno.None ? Libc.SetLimit(row.Resource, limit.Value) : error;
        if (error != Errno.None)
        {
            Message.Begin().Text("--limit: can't set "u8).Text(row.Name).Text(": "u8).Error(error).Text("; nothing was run"u8).Send();
        }

        return error == Errno.None;
    }
}
