namespace Landrun.Learning;

/// <summary>Why a watched task stopped.</summary>
internal enum StopKind
{
    /// <summary>It has ended.</summary>
    Gone,

    /// <summary>It stands before a system call of interest.</summary>
    Call,

    /// <summary>It stands behind it.</summary>
    CallExit,

    /// <summary>It has become another program.</summary>
    Executed,

    /// <summary>It is about to end.</summary>
    Ending,

    /// <summary>A signal stopped its process: Ctrl-Z.</summary>
    GroupStop,

    /// <summary>It is about to get a signal.</summary>
    Signal,

    /// <summary>It was made just now, or was interrupted.</summary>
    Halted,

    /// <summary>Nothing that matters: it made a task.</summary>
    Other,
}
