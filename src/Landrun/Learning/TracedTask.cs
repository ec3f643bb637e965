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

    /// <summary>Whether it is on its way out.</summary>
    public bool IsEnding { get; set; }
}
