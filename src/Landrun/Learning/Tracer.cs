using Landrun.Interop;
using Landrun.Landlock.Kernel;
using Landrun.Learning.Calls;
using Landrun.Sandbox.Seccomp;

namespace Landrun.Learning;

/// <summary>Follows a process and all that it starts with ptrace(2), from call of interest to call of interest, without a trace of
/// itself: signals, stops, statuses are what they would be.</summary>
internal sealed class Tracer(int root, IWatcher watcher)
{
    // A call that was interrupted returns one of these and is made again: ERESTARTSYS to ERESTART_RESTARTBLOCK.
    private const long FirstRestart = -516;
    private const long LastRestart = -512;

    /// <summary>It is made again only where the signal's handler says so.</summary>
    private const long ERESTARTSYS = -512;

    /// <summary>It is always made again.</summary>
    private const long ERESTARTNOINTR = -513;

    private const int UnknownCall = -1;

    private readonly Dictionary<int, TracedTask> tasks = [];
    private bool hasStarted;
    private bool hasEnded;

    /// <summary>Where calls wait that are made known by the filter without a stop; -1 where all of them stop.</summary>
    private int listener = -1;

    /// <summary>Tells that a task has stopped, where there is a listener to be waited for as well.</summary>
    private int stops;

    private bool mayHaveStopped = true;

    /// <summary>Until the last of them is gone.</summary>
    public void Run()
    {
        while (Next(out TaskStop stop))
        {
            Dispatch(stop);
        }

        End();
    }

    /// <summary>Waits for the next stop, and meanwhile lets go on what the listener is told of.</summary>
    private bool Next(out TaskStop stop)
    {
        int task;
        int status;
        while (listener >= 0)
        {
            if (mayHaveStopped && (task = Ptrace.WaitBriefly(out status)) != 0)
            {
                stop = TaskStop.From(task, status);
                return task > 0;
            }

            bool remain = CallListener.Await(listener, stops, out bool hasCall, out mayHaveStopped);
            if (mayHaveStopped)
            {
                Signals.Forget(stops);
            }

            if (hasCall)
            {
                Serve();
            }
            else if (!remain)
            {
                Libc.Close(listener);
                listener = -1;
            }
        }

        task = Ptrace.Wait(out status);
        stop = TaskStop.From(task, status);
        return task > 0;
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
                Settle(task);
                Ptrace.Listen(stop.Task);
                break;
            case StopKind.Halted:
                Settle(task);
                Ptrace.Continue(stop.Task);
                break;
            case StopKind.Signal:
                Mend(task);
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
        task.IsToldOf = false;
        if (!hasStarted && task.Call == WatchedCall.ioctl && task.Arguments[1] == CallListener.SetFlags)
        {
            Adopt((int)task.Arguments[0]);
        }

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

    /// <summary>Before it becomes the command, landrun shows the listener that its filter has.</summary>
    private void Adopt(int descriptor)
    {
        listener = Ptrace.CopyDescriptor(root, descriptor);
        stops = Signals.OfChildren();
        if (listener < 0 || stops < 0)
        {
            // Nobody would let the command's calls go on.
            Message.Begin().Text("can't watch the command: "u8).Error((Errno)(-Math.Min(listener, stops))).Text("; nothing was run"u8).Send();
            Ptrace.Kill(root);
        }
    }

    /// <summary>A call that waits for the listener.</summary>
    private void Serve()
    {
        if (!CallListener.Receive(listener, out CallNotice notice))
        {
            return;
        }

        TracedTask task = Task(notice.Task);
        task.Call = notice.Number == X64Numbers.Of(WatchedCall.open) ? WatchedCall.open : WatchedCall.openat;
        task.Arguments = notice.Arguments;
        task.Accesses = [];
        task.IsToldOf = true;
        bool matters = watcher.Before(task);
        if (matters && task.WasInterrupted)
        {
            // To be stopped behind it would interrupt it again.
            watcher.After(task, 0);
            matters = false;
        }

        task.WasInterrupted = false;
        task.OwesResult = matters && Ptrace.Interrupt(task.Id);
        CallListener.Continue(listener, notice.Id);
    }

    /// <summary>The result of a call that the listener let go on.</summary>
    private void Settle(TracedTask task)
    {
        if (task.OwesResult && Ptrace.GetInterrupted(task.Id, out _, out _, out long result))
        {
            task.WasInterrupted = IsRestart(result);
            if (!task.WasInterrupted)
            {
                watcher.After(task, result);
            }
        }

        task.OwesResult = false;
    }

    /// <summary>A signal may interrupt a call before the listener has heard of it. No program expects that where it opens a file, and
    /// without a listener it doesn't happen: so the call is made again, whether or not the signal's handler asks for that.</summary>
    private void Mend(TracedTask task)
    {
        if (listener < 0 || !Ptrace.GetInterrupted(task.Id, out long number, out CallArguments arguments, out long result) || result != ERESTARTSYS)
        {
            return;
        }

        task.Call = number == X64Numbers.Of(WatchedCall.open) ? WatchedCall.open : number == X64Numbers.Of(WatchedCall.openat) ? WatchedCall.openat : WatchedCall.None;
        task.Arguments = arguments;
        if (task.Call != WatchedCall.None && TraceFilterBuilder.IsPlainOpening(arguments[task.Call == WatchedCall.open ? 1 : 2]) && !watcher.MayWait(task))
        {
            Ptrace.SetResult(task.Id, ERESTARTNOINTR);
        }

        task.Call = WatchedCall.None;
    }

    private static bool IsRestart(long result) => result is >= FirstRestart and <= LastRestart;

    private void Leave(TracedTask task)
    {
        if (task.Call != WatchedCall.None
            && Ptrace.GetCall(task.Id, out CallStop stop)
            && stop.Operation == CallStop.Exit
            && !IsRestart(stop.Result))
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
        task.OwesResult = false;
        task.WasInterrupted = false;
        task.IsEnding = false;
    }

    /// <summary>A call that the filter refused: the kernel has skipped it, and here it gets its errno instead of the signal.</summary>
    /// <returns>Whether it was one.</returns>
    private bool Refuse(TracedTask task)
    {
        if (!Ptrace.GetTrap(task.Id, out uint data, out int number)
            || (data & ~0xffu) != Ptrace.TrapMark
            || !Ptrace.SetResult(task.Id, -(long)(data & 0xff)))
        {
            return false;
        }

        // Of a 32-bit program, the number and the arguments are others.
        bool isNative = Ptrace.GetArguments(task.Id, out CallArguments arguments);
        task.Arguments = arguments;
        watcher.Refused(task, isNative ? number : UnknownCall, (Errno)(data & 0xff));
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
