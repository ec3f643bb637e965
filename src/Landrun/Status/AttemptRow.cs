using Landrun.Landlock.Kernel;

namespace Landrun.Status;

/// <summary>One thing that is tried, outside and inside of the sandbox.</summary>
internal readonly ref struct AttemptRow
{
    public AttemptRow(ReadOnlySpan<byte> name, int promise, Errno refusal, Errno otherRefusal = Errno.None)
    {
        Name = name;
        Promise = promise;
        Refusal = refusal;
        OtherRefusal = otherRefusal == Errno.None ? refusal : otherRefusal;
    }

    /// <summary>What is tried, for people and for <c>--json</c>.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>The row of <see cref="Sandbox.PromiseTable"/> that this tries; <see cref="AttemptTable.Launch"/> for what landrun sees to
    /// at the start, on any kernel.</summary>
    public int Promise { get; }

    /// <summary>The errno by which the sandbox refuses it.</summary>
    public Errno Refusal { get; }

    /// <summary>The one by which its other keeper does.</summary>
    public Errno OtherRefusal { get; }

    public bool IsRefusal(Errno error) => error == Refusal || error == OtherRefusal;
}
