namespace Landrun.Landlock;

/// <summary>What a sandboxed thread can't reach outside its own domain: the bits of <c>scoped</c>.</summary>
/// <remarks>The values are the kernel's own, <c>LANDLOCK_SCOPE_*</c> of <c>include/uapi/linux/landlock.h</c>. There are no rules
/// to open a scope in part: it holds or it doesn't.</remarks>
[Flags]
public enum Scopes : ulong
{
    /// <summary>No scope.</summary>
    None = 0,

    /// <summary>No connection to an abstract unix socket made outside the domain (ABI 6).</summary>
    AbstractUnixSocket = 1UL << 0,

    /// <summary>No signal to a process outside the domain (ABI 6).</summary>
    Signal = 1UL << 1,
}
