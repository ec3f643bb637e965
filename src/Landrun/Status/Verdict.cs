namespace Landrun.Status;

/// <summary>What an attempt showed.</summary>
internal enum Verdict
{
    /// <summary>It works outside, and the sandbox refuses it.</summary>
    Held,

    /// <summary>It is refused outside already, for want of a privilege or of a part of the kernel: it says nothing of the sandbox.</summary>
    ClosedAnyway,

    /// <summary>The sandbox does not refuse it.</summary>
    Open,
}
