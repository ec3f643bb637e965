using System.Runtime.InteropServices;
using Landrun.Landlock.Kernel;

namespace Landrun.Landlock;

/// <summary>A ruleset in the kernel, made by <see cref="RulesetDefinition.Create"/>. It may restrict any number of threads; each
/// call nests one domain more, of at most 16.</summary>
/// <remarks>
/// <para>Landlock restricts threads. A .NET process has many: the thread pool's, the garbage collector's, the finalizer's; and code
/// hops from one to another at each <c>await</c>. So restrict either a dedicated <see cref="Thread"/> whose work neither awaits nor
/// goes to the thread pool, or, from ABI 8 on, the whole process. A thread of the pool must not be restricted: it serves others
/// afterwards. A restricted thread shares the process's memory with the free ones: it guards against mistakes and confused
/// paths, not against code that takes over the process.</para>
/// <para>A restriction can't be taken back. Threads and processes started by a restricted thread inherit it.</para>
/// </remarks>
public sealed class Ruleset : SafeHandle
{
    private readonly AccessMasks wish;
    private readonly Compatibility compatibility;
    private readonly LandlockSupport support;

    internal Ruleset(AccessMasks wish, Compatibility compatibility, LandlockSupport support)
        : base(-1, ownsHandle: true)
    {
        this.wish = wish;
        this.compatibility = compatibility;
        this.support = support;
    }

    /// <summary>Whether there is no descriptor, because the kernel can enforce nothing of the ruleset.</summary>
    public override bool IsInvalid => handle == -1;

    internal int Descriptor => (int)handle;

    /// <summary>Sets <c>no_new_privs</c> and restricts the calling thread, and every thread and process that it starts from now on.
    /// </summary>
    /// <param name="options">What is logged. What this kernel doesn't know is dropped, or refused where everything is required.</param>
    /// <returns>What is in force.</returns>
    /// <exception cref="ArgumentException"><paramref name="options"/> holds <see cref="RestrictOptions.AllThreads"/>, which
    /// <see cref="RestrictProcess"/> is for, or a bit that the library doesn't know.</exception>
    /// <exception cref="ObjectDisposedException">The ruleset is closed.</exception>
    /// <exception cref="LandlockException">The thread is in 16 domains already (<c>E2BIG</c>); an option isn't known and everything
    /// is required (<c>EINVAL</c>). The thread is as free as before; <c>no_new_privs</c> may be set.</exception>
    public RestrictionStatus RestrictCurrentThread(RestrictOptions options = RestrictOptions.None)
    {
        if ((options & RestrictOptions.AllThreads) != 0)
        {
            throw new ArgumentException("RestrictProcess restricts all threads.", nameof(options));
        }

        return Restrict(options);
    }

    /// <summary>Sets <c>no_new_privs</c> and restricts every thread of the process, the runtime's own included (ABI 8, Linux 7.0).
    /// </summary>
    /// <remarks>Every thread ends up in the calling thread's domains and the new one: a domain that only another thread was in is
    /// replaced (<c>LANDLOCK_RESTRICT_SELF_TSYNC</c> in <c>include/uapi/linux/landlock.h</c>).</remarks>
    /// <param name="options">What is logged. What this kernel doesn't know is dropped, or refused where everything is required.</param>
    /// <returns>What is in force.</returns>
    /// <exception cref="ArgumentException"><paramref name="options"/> holds a bit that the library doesn't know.</exception>
    /// <exception cref="ObjectDisposedException">The ruleset is closed.</exception>
    /// <exception cref="LandlockException">The kernel can't restrict all threads at once: <c>EINVAL</c> before ABI 8, <c>ENOSYS</c> or
    /// <c>EOPNOTSUPP</c> without Landlock, whatever the definition's compatibility, before anything changes. Else as with
    /// <see cref="RestrictCurrentThread"/>.</exception>
    public RestrictionStatus RestrictProcess(RestrictOptions options = RestrictOptions.None)
    {
        if ((support.RestrictOptions & RestrictOptions.AllThreads) == 0)
        {
            string linux = LandlockSupport.LinuxVersionOf(RestrictOptions.AllThreads);
            throw new LandlockException($"The process can't be restricted as a whole before Linux {linux}: {support}", Lacking());
        }

        return Restrict(options | RestrictOptions.AllThreads);
    }

    internal void Own(int descriptor) => SetHandle(descriptor);

    /// <summary>Refuses what would be dropped, where everything is required.</summary>
    internal void ThrowIfRequired(RestrictOptions options)
    {
        RulesetPlan plan = RulesetPlan.For(support.Abi, wish, options);
        RightSet dropped = new(plan.Dropped, plan.DroppedOptions);
        if (compatibility == Compatibility.Required && !dropped.IsEmpty)
        {
            throw new LandlockException($"Required and not enforced here ({support}): {dropped}", Lacking());
        }
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => SystemCalls.Close(Descriptor) == 0;

    private RestrictionStatus Restrict(RestrictOptions options)
    {
        if ((options & ~AbiTable.KnownOptions(AbiTable.Newest)) != 0)
        {
            throw new ArgumentException("Unknown options.", nameof(options));
        }

        ObjectDisposedException.ThrowIf(IsClosed, this);

        // no_new_privs is always set; the flag is only the better way to it.
        options &= ~RestrictOptions.NoNewPrivileges;
        ThrowIfRequired(options);
        RulesetPlan plan = RulesetPlan.For(support.Abi, wish, options);
        RestrictOptions byFlag = IsInvalid ? RestrictOptions.None : support.RestrictOptions & RestrictOptions.NoNewPrivileges;
        if (byFlag == RestrictOptions.None && SystemCalls.SetNoNewPrivileges() is < 0 and int error)
        {
            throw LandlockException.From(Operation.SetNoNewPrivileges, error, "no_new_privs can't be set");
        }

        if (!IsInvalid)
        {
            Enforce(plan.Options | byFlag);
        }

        // Without a ruleset no option is in force either.
        RestrictOptions inForce = IsInvalid ? RestrictOptions.None : plan.Options;
        RightSet handled = new(plan.Handled, inForce);
        RightSet dropped = new(plan.Dropped, options & ~inForce);
        Enforcement enforcement = IsInvalid ? Enforcement.None : dropped.IsEmpty ? Enforcement.Full : Enforcement.Partial;
        return new RestrictionStatus(support.Abi, enforcement, handled, dropped, NoNewPrivileges: true);
    }

    private void Enforce(RestrictOptions options)
    {
        bool added = false;
        try
        {
            DangerousAddRef(ref added);
            int result = SystemCalls.RestrictSelf(Descriptor, options);
            if (result < 0)
            {
                throw LandlockException.From(Operation.RestrictSelf, result, "The restriction failed");
            }
        }
        finally
        {
            if (added)
            {
                DangerousRelease();
            }
        }
    }

    private Errno Lacking() => support.Availability switch
    {
        Availability.NotBuiltIn => Errno.ENOSYS,
        Availability.DisabledAtBoot => Errno.EOPNOTSUPP,
        _ => Errno.EINVAL,
    };
}
