using Landrun.Landlock.Kernel;

namespace Landrun.Learning;

/// <summary>Who gets to know what the watched command does. The task is stopped meanwhile.</summary>
internal interface IWatcher
{
    /// <summary>Before a system call, whose number and arguments the task holds.</summary>
    /// <returns>Whether its result is of interest.</returns>
    public bool Before(TracedTask task);

    /// <summary>After a system call, or when a file was executed.</summary>
    /// <param name="task">Who made it.</param>
    /// <param name="result">What it returned: a negated errno where it failed.</param>
    public void After(TracedTask task, long result);

    /// <summary>Whether the call that a signal has interrupted may have waited for something, so that this is right.</summary>
    public bool MayWait(TracedTask task);

    /// <summary>The filter refused a system call.</summary>
    public void Refused(TracedTask task, int number, Errno errno);

    /// <summary>A process has ended, with this status of waitpid(2).</summary>
    public void Ended(int process, int status);

    /// <summary>The command's first process is about to end; the others may go on.</summary>
    public void Ending();
}
