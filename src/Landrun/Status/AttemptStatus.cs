using System.Text;
using Landrun.Landlock.Kernel;

namespace Landrun.Status;

/// <summary>One attempt, and what the kernel answered outside and inside.</summary>
internal sealed record AttemptStatus(string Name, Errno Outside, Errno Inside, Verdict Verdict)
{
    public static AttemptStatus Of(Attempt attempt, Errno outside, Errno inside)
    {
        AttemptRow row = AttemptTable.Row(attempt);
        Verdict verdict = row.IsRefusal(inside)
            ? row.IsRefusal(outside) ? Verdict.ClosedAnyway : Verdict.Held
            : inside == outside && IsMissing(inside) ? Verdict.ClosedAnyway : Verdict.Open;
        return new(Encoding.UTF8.GetString(row.Name), outside, inside, verdict);
    }

    /// <summary>The kernel has no such thing.</summary>
    private static bool IsMissing(Errno error) =>
        error is Errno.ENOSYS or Errno.EAFNOSUPPORT or Errno.EPROTONOSUPPORT or Errno.ENOPROTOOPT;
}
