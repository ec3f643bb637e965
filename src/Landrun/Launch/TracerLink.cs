using System.Buffers.Binary;
using Landrun.Interop;
using Landrun.Landlock.Kernel;

namespace Landrun.Launch;

/// <summary>The tie between the process that becomes the command and the one that watches it. landrun itself becomes the command, so
/// that its process id, signals, job control and exit status are what they would be unwatched. The tracer is an orphan in a process
/// group of its own: the command has no child that it doesn't expect, and Ctrl-C doesn't reach the tracer.</summary>
internal static class TracerLink
{
    private const byte Attached = 1;
    private const byte Refused = 2;
    private const byte AttachedToAudit = 3;

    private static bool isLinked;
    private static int link;

    /// <summary>Whether this process is the tracer.</summary>
    public static bool IsTracer { get; private set; }

    /// <summary>The process to watch.</summary>
    public static int Watched { get; private set; }

    /// <summary>For the process that becomes the command: whether the tracer reads what the kernel's audit log says of it.</summary>
    public static bool IsAudited { get; private set; }

    private static int Tracer { get; set; }

    /// <summary>Makes the tracer's process. Both go on from here; it must come before the runtime starts, whose threads no fork copies, and
    /// before <see cref="Supervisor"/>, whose signals then don't reach it.</summary>
    public static bool Fork()
    {
        int error = Processes.SocketPair(out int mine, out int tracers);
        int child = error < 0 ? error : Processes.ForkUnseen();
        if (child < 0)
        {
            Message.Begin().Text("can't start the process that watches the command: "u8).Error((Errno)(-child))
                .Text("; nothing was run"u8).Send();
            return false;
        }

        if (child == 0)
        {
            BecomeTracer(mine, tracers);
            return true;
        }

        Libc.Close(tracers);
        Processes.Reap(child);
        Span<byte> tracer = stackalloc byte[sizeof(int)];
        Tracer = Processes.Receive(mine, tracer) == sizeof(int) ? BinaryPrimitives.ReadInt32LittleEndian(tracer) : 0;
        link = mine;
        isLinked = true;
        return true;
    }

    /// <summary>For the process that becomes the command: lets the tracer trace it, and says so.</summary>
    public static void Permit()
    {
        if (isLinked && Tracer > 0)
        {
            Processes.NameTracer(Tracer);
            Span<byte> watched = stackalloc byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(watched, Processes.ProcessId());
            Libc.Write(link, watched);
        }
    }

    /// <summary>Waits until the tracer is attached, where there is to be one.</summary>
    /// <returns>False where nothing may be run.</returns>
    public static bool AwaitTracer()
    {
        if (!isLinked)
        {
            return true;
        }

        Span<byte> answer = stackalloc byte[1];
        int size = Processes.Receive(link, answer);
        Libc.Close(link);
        if (size == 0)
        {
            Message.Begin().Text("the process that watches the command ended before it began; nothing was run"u8).Send();
        }

        IsAudited = size == 1 && answer[0] == AttachedToAudit;
        return size == 1 && answer[0] is Attached or AttachedToAudit;
    }

    /// <summary>For the tracer: waits until the other process has named it as its tracer.</summary>
    public static bool AwaitPermission()
    {
        Span<byte> watched = stackalloc byte[sizeof(int)];
        bool isPermitted = Processes.Receive(link, watched) == sizeof(int);
        Watched = isPermitted ? BinaryPrimitives.ReadInt32LittleEndian(watched) : 0;
        return isPermitted;
    }

    /// <summary>For the tracer: lets the other process go on.</summary>
    public static void Answer(bool audits) => Send(audits ? AttachedToAudit : Attached);

    /// <summary>For the tracer: lets the other process end, as it has said why it can't watch.</summary>
    public static void Refuse() => Send(Refused);

    private static void Send(byte answer)
    {
        Libc.Write(link, [answer]);
        Libc.Close(link);
    }

    /// <summary>The first child makes the second, tells of it and ends, which makes the second an orphan.</summary>
    private static void BecomeTracer(int mine, int tracers)
    {
        Libc.Close(mine);
        int tracer = Processes.Fork();
        if (tracer != 0)
        {
            Span<byte> number = stackalloc byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(number, tracer);
            if (tracer > 0)
            {
                Libc.Write(tracers, number);
            }

            Libc.Exit(0);
        }

        IsTracer = true;
        Signals.HoldForWatching();
        link = Processes.Raise(tracers);
        Processes.Leave(link);
    }
}
