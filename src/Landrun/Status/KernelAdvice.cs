using Landrun.Landlock;

namespace Landrun.Status;

/// <summary>What to do where the kernel, or what stands before it, lacks what the sandbox needs.</summary>
internal static class KernelAdvice
{
    private const string ModulesFile = "/sys/kernel/security/lsm";

    /// <param name="availability">Whether Landlock is there; null where the kernel was not let answer.</param>
    /// <param name="seccomp">Whether seccomp is there.</param>
    /// <param name="filtered">Whether this process is itself under a seccomp filter, as in a container.</param>
    /// <param name="modules">The security modules in force, separated by commas; null where they are not to be seen.</param>
    public static List<string> For(Availability? availability, bool seccomp, bool filtered, string? modules)
    {
        List<string> advice = [];
        string container = filtered
            ? "; this process runs under a seccomp filter, of a container perhaps: let it pass landlock_create_ruleset, landlock_add_rule and landlock_restrict_self"
            : "";
        switch (availability)
        {
            case null:
                advice.Add("the kernel was not let answer for Landlock" + container);
                break;
            case Availability.NotBuiltIn:
                advice.Add("this kernel has no Landlock: it is older than Linux 5.13 or was built without CONFIG_SECURITY_LANDLOCK" + container);
                break;
            case Availability.DisabledAtBoot:
                string rest = modules ?? "and what the system has now (CONFIG_LSM in /boot/config-*)";
                advice.Add($"Landlock is built in and switched off: boot with lsm=landlock,{rest} on the kernel's command line");
                break;
        }

        if (!seccomp)
        {
            advice.Add("this kernel has no seccomp filters: it was built without CONFIG_SECCOMP_FILTER");
        }

        return advice;
    }

    /// <summary>The same for the running kernel.</summary>
    public static List<string> Here(Availability? availability, bool seccomp) => For(availability, seccomp, IsFiltered(), Modules());

    /// <summary>proc(5): <c>Seccomp: 2</c> where a filter is in force.</summary>
    private static bool IsFiltered() => Read("/proc/self/status")?.Contains("\nSeccomp:\t2\n", StringComparison.Ordinal) == true;

    private static string? Modules() => Read(ModulesFile)?.Trim();

    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
