using Landrun.CommandLine;
using Landrun.Interop;
using Landrun.Landlock;
using Landrun.Landlock.Kernel;
using Landrun.Limits;

namespace Landrun.Launch;

/// <summary>For <c>--timeout</c> alone: landrun becomes two processes. The child goes on and becomes the command; this one waits outside
/// of the command's sandbox, ends it in time, and to its own parent looks like the command: it stops when that stops, ends as that
/// ends, and passes signals on. It stays in the command's process group, so that the terminal treats both alike.</summary>
internal unsafe ref struct Supervisor
{
    /// <summary>How long after SIGTERM the command is killed.</summary>
    private const long Grace = 5000;

    private int command;

    /// <summary>Whether this process is in a domain of its own, out of which no signal goes: kill(2) of everyone then reaches the
    /// sandbox, all of it and nothing else.</summary>
    private bool isConfined;

    private bool timedOut;
    private long deadline;
    private nint timer;

    /// <summary>Divides landrun. It must come before the runtime starts, whose threads fork(2) would lose.</summary>
    /// <returns>True in the process that becomes the command; false where nothing may be run. The other process does not return.</returns>
    public static bool Divide(in LaunchRequest request)
    {
        Supervisor supervisor = default;
        supervisor.deadline = Signals.Now() + request.Timeout;
        if (!supervisor.Confine(request))
        {
            return false;
        }

        // A child that is waited for needs SIGCHLD not to be ignored; the command gets that back.
        bool ignored = Libc.IsIgnored(Signals.SIGCHLD);
        if (ignored)
        {
            Libc.SetIgnored(Signals.SIGCHLD, false);
        }

        Signals.Block();
        // Before there is a command that it would be missed for; fork(2) doesn't copy it.
        Errno error = Signals.CreateTimer(out supervisor.timer);
        error = error == Errno.None ? Signals.SetTimer(supervisor.timer, request.Timeout) : error;
        if (error != Errno.None)
        {
            return Fail("can't make a timer (ulimit -i counts them): "u8, error);
        }

        int parent = Signals.ProcessId();
        supervisor.command = Processes.Fork();
        if (supervisor.command < 0)
        {
            return Fail("can't start a process: "u8, (Errno)(-supervisor.command));
        }

        if (supervisor.command > 0)
        {
            Libc.Exit(supervisor.Run());
        }

        // Who kills landrun means the command.
        Signals.EndWithParent();
        if (Signals.ParentId() != parent)
        {
            Libc.Exit(ExitStatus.Failed);
        }

        if (ignored)
        {
            Libc.SetIgnored(Signals.SIGCHLD, true);
        }

        Signals.Unblock();
        return true;
    }

    /// <summary>Enters a domain that does nothing but keep signals inside. The command's own lies within it.</summary>
    private bool Confine(in LaunchRequest request)
    {
        AccessMasks scope = new() { Scopes = Scopes.Signal };
        RulesetPlan plan = RulesetPlan.For(Math.Clamp(SystemCalls.GetAbi(), 0, request.AbiLimit), scope, RestrictOptions.None);
        if (request.UnrestrictedScoped || plan.Handled.IsEmpty)
        {
            return true;
        }

        int ruleset = SystemCalls.CreateRuleset(plan.Attributes, plan.AttributesSize);
        if (ruleset < 0)
        {
            return Fail("can't make a Landlock ruleset: "u8, (Errno)(-ruleset));
        }

        int error = SystemCalls.SetNoNewPrivileges();
        error = error == 0 ? SystemCalls.RestrictSelf(ruleset, RestrictOptions.None) : error;
        Libc.Close(ruleset);
        isConfined = error == 0;
        return isConfined || Fail("can't enter a sandbox: "u8, (Errno)(-error));
    }

    private int Run()
    {
        // A reader of a pipe that the command closes must see its end.
        Libc.CloseAll();
        while (true)
        {
            int signal = Signals.Wait(out int code);
            if (signal > 0 && signal != Signals.SIGCHLD && code is not (Signals.SI_TIMER or Signals.SI_KERNEL))
            {
                // What the terminal sends, it sends to the command as well.
                Signals.Send(command, signal);
            }

            ChildState state = Signals.StateOf(command, out int status);
            if (state is ChildState.Exited or ChildState.Killed or ChildState.KilledWithCore)
            {
                return End(state, status);
            }

            if (Signals.Now() >= deadline)
            {
                SignalAll(timedOut ? Signals.SIGKILL : Signals.SIGTERM);
                SignalAll(Signals.SIGCONT);
                timedOut = true;
                deadline = Signals.Now() + Grace;
                Signals.SetTimer(timer, Grace);
            }
            else if (state == ChildState.Stopped)
            {
                // The shell is to see it. The timer ends this too.
                Signals.Send(Signals.ProcessId(), Signals.SIGSTOP);
            }
        }
    }

    /// <summary>Ends as the command did.</summary>
    private readonly int End(ChildState state, int status)
    {
        if (timedOut)
        {
            SignalAll(Signals.SIGKILL);
            return ExitStatus.TimedOut;
        }

        if (state == ChildState.Exited)
        {
            return status;
        }

        // One core is enough.
        Libc.SetLimit(LimitTable.CoreSize, 0);
        Libc.SetIgnored(status, false);
        Signals.Send(Signals.ProcessId(), status);
        Signals.UnblockAll();
        return 128 + status;
    }

    private readonly void SignalAll(int signal)
    {
        // The parent is outside of the domain. Could it be signalled, so could be everyone: then the command alone is.
        int parent = Signals.ParentId();
        if (isConfined && (parent == 0 || Signals.Send(parent, 0) == Errno.EPERM))
        {
            Signals.Send(Signals.Everyone, signal);
        }
        else
        {
            Signals.Send(command, signal);
        }
    }

    private static bool Fail(ReadOnlySpan<byte> what, Errno error)
    {
        Message.Begin().Text("--timeout: "u8).Text(what).Error(error).Text("; nothing was run"u8).Send();
        return false;
    }
}
