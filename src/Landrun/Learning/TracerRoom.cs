using System.Text;
using Landrun.CommandLine;
using Landrun.Explaining;
using Landrun.Interop;
using Landrun.Landlock.Kernel;
using Landrun.Launch;

namespace Landrun.Learning;

/// <summary>What the tracer's process does: it attaches, lets the other process go on to become the command, and watches.</summary>
internal static class TracerRoom
{
    /// <summary>Nobody waits for the status: this process is an orphan.</summary>
    public static int Run(in LaunchRequest request)
    {
        if (!TracerLink.AwaitPermission())
        {
            return ExitStatus.Failed;
        }

        PathWalker walker = new();
        AuditTrail? audit = request.Trace == TraceMode.Explain ? AuditTrail.Open(request) : null;
        IWatcher watcher = request.Trace == TraceMode.Learn ? new LearnWatcher(request, walker) : new ExplainWatcher(request, walker, audit);
        Errno error = Ptrace.Seize(TracerLink.Watched);
        if (error == Errno.ESRCH)
        {
            // It has ended, and said why.
            return ExitStatus.Failed;
        }

        if (error != Errno.None)
        {
            Message.Begin().Text(request.Trace == TraceMode.Learn ? "--learn"u8 : "--explain"u8).Text(": can't watch the command: "u8).Error(error)
                .Text(error == Errno.EPERM
                    ? "; is it traced already (strace, gdb, another landrun), or is kernel.yama.ptrace_scope 2 or 3? Nothing was run"u8
                    : "; nothing was run"u8).Send();
            TracerLink.Refuse();
            return ExitStatus.Failed;
        }

        TracerLink.Answer(audits: audit is not null);
        try
        {
            new Tracer(TracerLink.Watched, watcher).Run();
        }
#pragma warning disable CA1031 // With this process the command ends as well (PTRACE_O_EXITKILL).
        catch (Exception exception)
#pragma warning restore CA1031
        {
            string what = $"a bug in landrun, please report it: {exception.GetType().Name}: {exception.Message}; the command was ended";
            Message.Begin().Quoted(Encoding.UTF8.GetBytes(what)).Send();
            return ExitStatus.Failed;
        }

        return 0;
    }
}
