namespace Landrun.Explaining;

/// <summary>Puts the most useful refusals first: what the last thing was that a failed process was refused is likely why it failed; what
/// was refused to one that did well, or what programs ask for at their start and do without, is not.</summary>
internal static class Ranking
{
    /// <summary>What the C library, shells and runtimes try, and do without.</summary>
    private static readonly string[] Dispensable =
    [
        " on /etc/ld.so.cache", " on /etc/locale.alias", " on /usr/share/locale", " on /usr/lib/locale", " on /dev/tty", " on /proc/filesystems",
        " on /proc/PID", " on /proc/meminfo", " on /proc/stat", " on /proc/cpuinfo", " on /sys/", " on /etc/selinux", " on /proc/sys/",
        "socket: unix sockets", "/gconv-modules.cache",
    ];

    public static CountedDenial[] Sort(IEnumerable<CountedDenial> denials, IReadOnlySet<int> failed) =>
    [
        .. denials
            .OrderBy(counted => counted.Denial.Cause == Cause.Always)
            .ThenBy(counted => IsDispensable(counted.Denial))
            .ThenBy(counted => !counted.Processes.Overlaps(failed))
            .ThenBy(counted => counted.Denial.Cause == Cause.Permissions)
            .ThenByDescending(counted => counted.Last),
    ];

    private static bool IsDispensable(Denial denial) => Array.Exists(Dispensable, part => denial.What.Contains(part, StringComparison.Ordinal));
}
