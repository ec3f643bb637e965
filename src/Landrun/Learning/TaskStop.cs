using Landrun.Interop;

namespace Landrun.Learning;

/// <summary>One stop of a watched task, as waitpid(2) tells it; ptrace(2) has the encoding.</summary>
internal readonly record struct TaskStop(int Task, StopKind Kind, int Signal)
{
    private const int Stopped = 0x7f;

    public static TaskStop From(int task, int status)
    {
        if ((status & 0xff) != Stopped)
        {
            return new TaskStop(task, StopKind.Gone, 0);
        }

        int signal = (status >> 8) & 0xff;
        StopKind kind = (status >> 16) switch
        {
            Ptrace.EventSeccomp => StopKind.Call,
            Ptrace.EventExec => StopKind.Executed,
            Ptrace.EventExit => StopKind.Ending,
            Ptrace.EventStop => signal == Ptrace.SIGTRAP ? StopKind.Halted : StopKind.GroupStop,
            Ptrace.EventFork or Ptrace.EventVfork or Ptrace.EventClone => StopKind.Other,
            _ => signal == Ptrace.SystemCallStop ? StopKind.CallExit : StopKind.Signal,
        };
        return new TaskStop(task, kind, signal);
    }
}
