namespace Landrun.Landlock;

/// <summary>Whether this kernel offers Landlock, by the answer of landlock_create_ruleset(2) to the question for its ABI.</summary>
public enum Availability
{
    /// <summary>The kernel was built without Landlock, or is older than Linux 5.13 (<c>ENOSYS</c>).</summary>
    NotBuiltIn,

    /// <summary>Landlock is built in and was not started: <c>lsm=</c> on the kernel's command line, or <c>CONFIG_LSM</c>, doesn't
    /// name it (<c>EOPNOTSUPP</c>).</summary>
    DisabledAtBoot,

    /// <summary>Landlock is in force.</summary>
    Available,
}
