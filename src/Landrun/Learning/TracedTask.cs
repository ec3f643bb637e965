using Landrun.Interop;
using Landrun.Learning.Calls;

namespace Landrun.Learning;

/// <summary>One thread of the watched command: what the tracer knows of it between two stops.</summary>
internal sealed class TracedTask(int id)
{
    private int process;

    public int Id { get; } = id;

    /// <summary>The process that the thread belongs to.</summary>
    public int Process => process != 0 ? process : process = Processes.GroupOf(Id);

    /// <summary>The call that the thread is in.</summary>
    public WatchedCall Call { get; set; }

    public CallArguments Arguments { get; set; }

    /// <summary>What the call in progress accesses, where that was found out at its beginning.</summary>
    public IReadOnlyList<Access> Accesses { get; set; } = [];

    /// <summary>Whether the call waits for the listener, and is to read what is there: it hasn't stopped.</summary>
    public bool IsToldOf { get; set; }

    /// <summary>Whether it is to stop behind a call that a listener let go on.</summary>
    public bool OwesResult { get; set; }

    /// <summary>Whether that stop has interrupted the call, so that it is being made again.</summary>
    public bool WasInterrupted { get; set; }

    /// <summary>Whether it is on its way out.</summary>
    public bool IsEnding { get; set; }
}
