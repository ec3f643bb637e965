namespace Landrun.Interop;

/// <summary>What became of a child: <c>CLD_…</c> of <c>asm-generic/siginfo.h</c>.</summary>
internal enum ChildState
{
    Unchanged = 0,
    Exited = 1,
    Killed = 2,
    KilledWithCore = 3,
    Trapped = 4,
    Stopped = 5,
    Continued = 6,
}
