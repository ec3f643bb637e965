using System.Numerics;
using Landrun.Landlock.Kernel;

namespace Landrun.Landlock;

/// <summary>What a kernel's Landlock supports.</summary>
public sealed class LandlockSupport
{
    private LandlockSupport(Availability availability, int abi, Errata errata)
    {
        Availability = availability;
        Abi = abi;
        Errata = errata;
        AccessMasks known = AccessMasks.Known(abi);
        FileSystemRights = known.FileSystem;
        NetworkRights = known.Network;
        Scopes = known.Scopes;
        RestrictOptions = AbiTable.KnownOptions(abi);
    }

    /// <summary>The newest ABI that this library knows. A kernel with a newer one is used as if it had this one.</summary>
    public static int NewestAbi => AbiTable.Newest;

    /// <summary>Whether Landlock is there at all.</summary>
    public Availability Availability { get; }

    /// <summary>The version of Landlock's interface, 1 or higher; 0 where Landlock isn't available.</summary>
    public int Abi { get; }

    /// <summary>The mistakes that the kernel has fixed; see there. Bits that the library doesn't know may be set.</summary>
    public Errata Errata { get; }

    /// <summary>The rights on files that both the kernel and this library know.</summary>
    public FileSystemRights FileSystemRights { get; }

    /// <summary>The rights on ports that both the kernel and this library know.</summary>
    public NetworkRights NetworkRights { get; }

    /// <summary>The scopes that both the kernel and this library know.</summary>
    public Scopes Scopes { get; }

    /// <summary>The options of a restriction that both the kernel and this library know.</summary>
    public RestrictOptions RestrictOptions { get; }

    /// <summary>Asks the running kernel. Changes nothing and needs no privilege; two system calls.</summary>
    /// <returns>The kernel's answer.</returns>
    /// <exception cref="LandlockException">landlock_create_ruleset(2) fails other than by <c>ENOSYS</c> or <c>EOPNOTSUPP</c>: a
    /// seccomp filter that answers <c>EPERM</c>, as some containers have.</exception>
    public static LandlockSupport Query()
    {
        int abi = SystemCalls.GetAbi();
        if (abi < 0)
        {
            return (Errno)(-abi) switch
            {
                Errno.ENOSYS => new(Availability.NotBuiltIn, 0, Errata.None),
                Errno.EOPNOTSUPP => new(Availability.DisabledAtBoot, 0, Errata.None),
                _ => throw LandlockException.From(Operation.Query, abi, "The ABI of Landlock can't be queried"),
            };
        }

        return new(Availability.Available, abi, (Errata)Math.Max(SystemCalls.GetErrata(), 0));
    }

    /// <summary>What a kernel with that ABI supports, to plan for another than the running one: a pure function.</summary>
    /// <param name="abi">The ABI; 0 stands for a kernel without Landlock. One above <see cref="NewestAbi"/> supports what that one
    /// does.</param>
    /// <returns>The support, with no errata.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="abi"/> is negative.</exception>
    public static LandlockSupport ForAbi(int abi)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(abi);
        return new(abi == 0 ? Availability.NotBuiltIn : Availability.Available, abi, Errata.None);
    }

    /// <summary>The first Linux release that enforces a right on files.</summary>
    /// <param name="right">One right.</param>
    /// <returns>For example <c>6.10</c>. Distributions backport: an older version may have it.</returns>
    /// <exception cref="ArgumentException"><paramref name="right"/> is none, several, or unknown to this library.</exception>
    public static string LinuxVersionOf(FileSystemRights right) => Version(new RightSet { FileSystem = right }, (ulong)right);

    /// <summary>The first Linux release that enforces a right on ports.</summary>
    /// <param name="right">One right.</param>
    /// <returns>For example <c>6.7</c>. Distributions backport: an older version may have it.</returns>
    /// <exception cref="ArgumentException"><paramref name="right"/> is none, several, or unknown to this library.</exception>
    public static string LinuxVersionOf(NetworkRights right) => Version(new RightSet { Network = right }, (ulong)right);

    /// <summary>The first Linux release that enforces a scope.</summary>
    /// <param name="right">One scope.</param>
    /// <returns>For example <c>6.12</c>. Distributions backport: an older version may have it.</returns>
    /// <exception cref="ArgumentException"><paramref name="right"/> is none, several, or unknown to this library.</exception>
    public static string LinuxVersionOf(Scopes right) => Version(new RightSet { Scopes = right }, (ulong)right);

    /// <summary>The first Linux release that knows an option of a restriction.</summary>
    /// <param name="right">One option.</param>
    /// <returns>For example <c>7.0</c>. Distributions backport: an older version may have it.</returns>
    /// <exception cref="ArgumentException"><paramref name="right"/> is none, several, or unknown to this library.</exception>
    public static string LinuxVersionOf(RestrictOptions right) => Version(new RightSet { Options = right }, (uint)right);

    /// <summary>For people: <c>Landlock ABI 7</c>, or why there is none.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => Availability switch
    {
        Availability.Available => $"Landlock ABI {Abi}",
        Availability.DisabledAtBoot => "Landlock is disabled at boot",
        _ => "Landlock is not built into the kernel",
    };

    private static string Version(RightSet right, ulong bits) =>
        BitOperations.PopCount(bits) == 1 && right.Describe() is [RightDescription description]
            ? description.LinuxVersion
            : throw new ArgumentException("Exactly one known right is asked for.", nameof(right));
}
