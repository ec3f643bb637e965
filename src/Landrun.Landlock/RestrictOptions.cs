namespace Landrun.Landlock;

/// <summary>How a restriction is enforced and logged: the flags of landlock_restrict_self(2).</summary>
/// <remarks>The values are the kernel's own, <c>LANDLOCK_RESTRICT_SELF_*</c> of <c>include/uapi/linux/landlock.h</c>.</remarks>
[Flags]
public enum RestrictOptions
{
    /// <summary>The calling thread, with the kernel's default of what is logged.</summary>
    None = 0,

    /// <summary>Don't log what the program that restricts itself is denied, until it executes another (ABI 7).</summary>
    LogSameExecOff = 1 << 0,

    /// <summary>Log what programs executed later are denied (ABI 7).</summary>
    LogNewExecOn = 1 << 1,

    /// <summary>Don't log what nested domains deny (ABI 7).</summary>
    LogSubdomainsOff = 1 << 2,

    /// <summary>Restrict all threads of the process, not only the calling one (ABI 8).</summary>
    AllThreads = 1 << 3,

    /// <summary>Set <c>no_new_privs</c> if, and only if, the restriction succeeds (ABI 11).</summary>
    NoNewPrivileges = 1 << 4,
}
