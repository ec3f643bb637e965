using Landrun.Interop;
using Landrun.Landlock.Kernel;
using Landrun.Learning.Calls;

namespace Landrun.Learning;

/// <summary>Follows a process and all that it starts with ptrace(2), from call of interest to call of interest, without a trace of
/// itself: signals, stops, statuses are what they would be.</summary>
internal sealed class Tracer(int root, IWatcher watcher)
{
    // A call that was interrupted returns one of these and is made again: ERESTARTSYS to ERESTART_RESTARTBLOCK.
    private const long FirstRestart = -516;
    private const long LastRestart = -512;

    private readonly Dictionary<int, TracedTask> tasks = [];
    private bool hasStarted;
    private bool hasEnded;

    /// <summary>Until the last of them is gone.</summary>
    public void Run()
    {
        int task;
        while ((task = Ptrace.Wait(out int status)) > 0)
        {
            Dispatch(TaskStop.From(task, status));
        }

        End();
    }

    private void Dispatch(TaskStop stop)
    {
        TracedTask task = Task(stop.Task);
        switch (stop.Kind)
        {
            case StopKind.Gone:
                tasks.Remove(stop.Task);
                if (stop.Task == root)
                {
                    End();
                }

                break;
            case StopKind.Call:
                Enter(task);
                break;
            case StopKind.CallExit:
                Leave(task);
                Ptrace.Continue(stop.Task);
                break;
            case StopKind.Executed:
                Execute(task);
                Ptrace.Continue(stop.Task);
                break;
            case StopKind.Ending:
                task.IsEnding = true;
                watcher.Ended(task.Process, (int)Ptrace.EventMessage(task.Id));
                EndWithTheLast(task);
                Ptrace.Continue(stop.Task);
                break;
            case StopKind.GroupStop:
                Ptrace.Listen(stop.Task);
                break;
            case StopKind.Signal:
                Ptrace.Continue(stop.Task, stop.Signal == Ptrace.SIGSYS && Refuse(task) ? 0 : stop.Signal);
                break;
            default:
                Ptrace.Continue(stop.Task);
                break;
        }
    }

    private TracedTask Task(int id)
    {
        // A new task may stop before its maker tells of it.
        if (!tasks.TryGetValue(id, out TracedTask? task))
        {
            task = new TracedTask(id);
            tasks.Add(id, task);
        }

        return task;
    }

    private void Enter(TracedTask task)
    {
        // Death in the middle of it answers ESRCH to everything; the end is told later.
        if (!Ptrace.GetCall(task.Id, out CallStop stop) || stop.Operation != CallStop.Seccomp || stop.FilterData >= (uint)WatchedCall.Count)
        {
            Ptrace.Continue(task.Id);
            return;
        }

        task.Call = (WatchedCall)stop.FilterData;
        task.Arguments = stop.Arguments;
        task.Accesses = [];
        if (watcher.Before(task))
        {
            Ptrace.ContinueToExit(task.Id);
        }
        else
        {
            task.Call = WatchedCall.None;
            Ptrace.Continue(task.Id);
        }
    }

    private void Leave(TracedTask task)
    {
        if (task.Call != WatchedCall.None
            && Ptrace.GetCall(task.Id, out CallStop stop)
            && stop is { Operation: CallStop.Exit, Result: < FirstRestart or > LastRestart })
        {
            watcher.After(task, stop.Result);
        }

        task.Call = WatchedCall.None;
    }

    /// <summary>When a thread executes a file, all others of its process are gone and it takes the first one's id.</summary>
    private void Execute(TracedTask task)
    {
        int former = (int)Ptrace.EventMessage(task.Id);
        if (former != task.Id && tasks.Remove(former, out TracedTask? caller))
        {
            task.Call = caller.Call;
            task.Accesses = caller.Accesses;
        }

        hasStarted |= task.Id == root;
        if (task.Accesses.Count > 0 || task.Call != WatchedCall.None)
        {
            watcher.After(task, 0);
        }

        task.Call = WatchedCall.None;
        task.Accesses = [];
        task.IsEnding = false;
    }

    /// <summary>A call that the filter refused: the kernel has skipped it, and here it gets its errno instead of the signal.</summary>
    /// <returns>Whether it was one.</returns>
    private bool Refuse(TracedTask task)
    {
        if (!Ptrace.GetTrap(task.Id, out uint data, out int number)
            || (data & ~0xffu) != Ptrace.TrapMark
            || !Ptrace.GetArguments(task.Id, out CallArguments arguments)
            || !Ptrace.SetResult(task.Id, -(long)(data & 0xff)))
        {
            return false;
        }

        task.Arguments = arguments;
        watcher.Refused(task, number, (Errno)(data & 0xff));
        return true;
    }

    /// <summary>The report is due when the last thread of the command's first process ends, and before the shell gets to know.</summary>
    private void EndWithTheLast(TracedTask task)
    {
        if (task.Process == root && tasks.Values.All(other => other.IsEnding || other.Process != root))
        {
            End();
        }
    }

    private void End()
    {
        if (!hasEnded && hasStarted)
        {
            watcher.Ending();
        }

        hasEnded = true;
    }
}
