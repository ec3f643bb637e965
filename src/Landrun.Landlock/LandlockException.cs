using Landrun.Landlock.Kernel;

namespace Landrun.Landlock;

/// <summary>The kernel refused a step of building or enforcing a ruleset, or can't enforce what is required.</summary>
/// <remarks>landlock_create_ruleset(2), landlock_add_rule(2), landlock_restrict_self(2), open(2) and prctl(2) list their errors; the
/// message says what the number means for the step that failed.</remarks>
public sealed class LandlockException : Exception
{
    /// <summary>An exception without an error number.</summary>
    public LandlockException()
    {
    }

    /// <summary>An exception without an error number.</summary>
    /// <param name="message">What went wrong.</param>
    public LandlockException(string message)
        : base(message)
    {
    }

    /// <summary>An exception without an error number.</summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="innerException">What caused it.</param>
    public LandlockException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal LandlockException(string message, Errno errno)
        : base($"{message} ({ErrnoMeaning.Name((int)errno)})") => Errno = (int)errno;

    /// <summary>The kernel's error number, positive, as errno(3) has it: 7 for <c>E2BIG</c>. 0 where there is none.</summary>
    public int Errno { get; }

    /// <summary>The number's name, for example <c>E2BIG</c>; the number itself where it has no name here, and an empty string where
    /// there is no number.</summary>
    public string ErrnoName => Errno == 0 ? "" : ErrnoMeaning.Name(Errno);

    /// <summary>An error that the kernel answered with.</summary>
    /// <param name="operation">What was being done.</param>
    /// <param name="errno">The kernel's answer, negated as <see cref="SystemCalls"/> has it.</param>
    /// <param name="subject">What it was done to, for people.</param>
    internal static LandlockException From(Operation operation, int errno, string subject) =>
        new($"{subject}: {ErrnoMeaning.Of(operation, (Errno)(-errno))}", (Errno)(-errno));
}
