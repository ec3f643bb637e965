using System.Text;
using Landrun.Landlock.Kernel;
using Landrun.Sandbox;
using Landrun.Sandbox.Seccomp;

namespace Landrun.EndToEnd;

/// <summary>What the tests expect on this kernel, or on one with less: the program's own table of promises says it.</summary>
internal static class Promises
{
    // The promises by how their text begins.
    public const string Files = "reading, writing";
    public const string Truncation = "truncating";
    public const string Tcp = "TCP ports";
    public const string Ioctl = "ioctl";
    public const string Abstract = "abstract unix";
    public const string Signals = "signals";
    public const string Unix = "unix sockets by path";
    public const string Udp = "UDP ports";
    public const string OtherSockets = "MPTCP, SCTP";
    public const string FastOpen = "TCP Fast Open";
    public const string Listening = "listening";
    public const string Metadata = "modes, owners";
    public const string Rest = "typing into";

    public static IEnumerable<string> All => Enumerable.Range(0, PromiseTable.Count).Select(index => Encoding.UTF8.GetString(PromiseTable.Row(index).What));

    /// <summary>Whether a promise is kept: by Landlock, or by the filter where the policy opens nothing of the kind.</summary>
    public static bool Kept(string promise, bool opened = false, int? abi = null)
    {
        PromiseRow row = Row(promise);
        AccessMasks dropped = row.Rights - AccessMasks.Known(abi ?? Machine.Abi);
        return PromiseTable.KeeperOf(row, dropped, row.Closings, opened ? Closings.None : row.Closings) != Keeper.Nothing;
    }

    /// <summary>What a denied act answers where some of its kind is open, so that Landlock alone decides: 0 where this kernel's can't.</summary>
    public static string Denied(string promise, string errno = "EACCES", int? abi = null) => Kept(promise, opened: true, abi) ? errno : "0";

    /// <summary>What a broken promise's message begins with.</summary>
    public static string Said(string promise) => "NOT enforced: " + promise;

    private static PromiseRow Row(string promise)
    {
        for (int index = 0; index < PromiseTable.Count; index++)
        {
            if (PromiseTable.Row(index).What.StartsWith(Encoding.UTF8.GetBytes(promise)))
            {
                return PromiseTable.Row(index);
            }
        }

        throw new ArgumentException("no such promise: " + promise, nameof(promise));
    }
}
