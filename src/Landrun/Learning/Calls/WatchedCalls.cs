namespace Landrun.Learning.Calls;

/// <summary>What kinds of calls there are among those that are watched.</summary>
internal static class WatchedCalls
{
    public static bool IsOpening(WatchedCall call) => call is WatchedCall.open or WatchedCall.openat or WatchedCall.openat2;

    /// <summary>Users, groups, capabilities, namespaces: what the tracer may is then no measure.</summary>
    public static bool ChangesPrivileges(WatchedCall call) => call is >= WatchedCall.setuid and <= WatchedCall.capset;

    /// <summary>What is at a path may then be something else.</summary>
    public static bool ChangesNames(WatchedCall call) => call is WatchedCall.rename or WatchedCall.renameat or WatchedCall.renameat2
        or WatchedCall.unlink or WatchedCall.unlinkat or WatchedCall.rmdir or WatchedCall.symlink or WatchedCall.symlinkat or WatchedCall.mount;
}
