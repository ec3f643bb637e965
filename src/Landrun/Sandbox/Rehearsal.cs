using Landrun.Interop;
using Landrun.Landlock.Kernel;
using Landrun.Policy;
using Landrun.Sandbox.Seccomp;

namespace Landrun.Sandbox;

/// <summary>What the enforcer made of a policy, down to each rule, without entering it.</summary>
internal struct Rehearsal
{
    /// <summary>The ABI of this kernel; 0 where it has no Landlock.</summary>
    public int KernelAbi;

    public RulesetPlan Plan;

    /// <summary>What the filter ought to close, and what it does close.</summary>
    public Closings Needed;

    public Closings Closings;

    public NativeList<ResolvedRule> Rules;

    /// <summary>What was granted on ports; a right that the plan doesn't handle is limited to no port.</summary>
    public NativeList<PortGrant> Ports;

    /// <summary>What does not exist and is passed over.</summary>
    public NativeList<PathGrant> Skipped;

    /// <summary><c>--strict</c> would let nothing run.</summary>
    public bool Refused;
}
