namespace Landrun.Landlock;

/// <summary>Mistakes of Landlock that this kernel has fixed: the answer of landlock_create_ruleset(2) to
/// <c>LANDLOCK_CREATE_RULESET_ERRATA</c>. A bit that is not set says that the mistake is there, or that the kernel is too old for
/// the question.</summary>
/// <remarks>The kernel describes each in <c>security/landlock/errata/abi-*.h</c>. They are there to report: to give up a protection
/// because of one makes a sandbox weaker, not stronger.</remarks>
[Flags]
public enum Errata
{
    /// <summary>Nothing known to be fixed.</summary>
    None = 0,

    /// <summary>Erratum 1: the TCP rights concern TCP sockets only, no longer MPTCP, SMC and SCTP.</summary>
    TcpSocketsOnly = 1 << 0,

    /// <summary>Erratum 2: threads of one process may signal each other whatever their domains.</summary>
    SignalsBetweenThreads = 1 << 1,

    /// <summary>Erratum 3: files in directories that a rename cut off from their bind mount keep their rights.</summary>
    DisconnectedDirectories = 1 << 2,

    /// <summary>Erratum 4: the whiteouts that a rename on overlayfs leaves need <see cref="FileSystemRights.MakeRegular"/>, no longer
    /// <see cref="FileSystemRights.MakeCharacterDevice"/>.</summary>
    OverlayWhiteouts = 1 << 3,
}
