using System.Text;
using Landrun.CommandLine;
using Landrun.Interop;
using Landrun.Landlock;
using Landrun.Landlock.Kernel;
using Landrun.Policy;
using Landrun.Sandbox;
using Landrun.Sandbox.Seccomp;

namespace Landrun.Status;

/// <summary>What <c>--status</c> found out: the kernel, and each promise under the defaults.</summary>
internal sealed class StatusReport
{
    /// <summary>The kernel's release, as uname(1) prints it.</summary>
    public required string Kernel { get; init; }

    public required Availability Landlock { get; init; }

    /// <summary>The kernel's ABI; 0 without Landlock.</summary>
    public required int Abi { get; init; }

    /// <summary>The highest ABI to use, where <c>--abi</c> lowers it.</summary>
    public required int UsedAbi { get; init; }

    public required Errata Errata { get; init; }

    public required bool Seccomp { get; init; }

    /// <summary>Whether audit is on; null where that is not known.</summary>
    public required bool? Audit { get; init; }

    public required IReadOnlyList<PromiseStatus> Promises { get; init; }

    /// <summary>What is missing on this kernel, and how to get it; a line each.</summary>
    public required IReadOnlyList<string> Advice { get; init; }

    public IEnumerable<PromiseStatus> Open => Promises.Where(promise => promise.IsOpen);

    /// <summary>Whether all that is closed by default is closed here.</summary>
    public bool Holds => !Open.Any();

    /// <summary>The promises under the defaults, with what was tried of each.</summary>
    public static List<PromiseStatus> Judge(in LaunchRequest request, int abi, bool hasSeccomp, Errno[] outside, Errno[] inside)
    {
        SandboxPolicy policy = SandboxPolicy.From(request);
        RulesetPlan plan = RulesetPlan.For(abi, policy.Closed, policy.Options);
        Closings needed = FilterPlan.For(policy, plan);
        Closings closed = request.NoSeccomp || !hasSeccomp ? Closings.None : FilterPlan.Possible(policy, needed);
        List<PromiseStatus> promises = [];
        for (int index = 0; index < PromiseTable.Count; index++)
        {
            PromiseRow row = PromiseTable.Row(index);
            promises.Add(new PromiseStatus(
                Encoding.UTF8.GetString(row.What),
                PromiseTable.KeepersOf(row, plan, closed),
                row.Rights.IsEmpty ? Encoding.UTF8.GetString(row.Remedy) : $"Linux {Encoding.UTF8.GetString(AbiTable.Row(PromiseTable.Abi(row)).Linux)} would",
                Attempts(index, outside, inside)));
        }

        promises.Add(new PromiseStatus(
            "descriptors, variables and privileges of the caller", Keepers.Start, "a bug in landrun", Attempts(AttemptTable.Launch, outside, inside)));
        return promises;
    }

    private static List<AttemptStatus> Attempts(int promise, Errno[] outside, Errno[] inside)
    {
        List<AttemptStatus> attempts = [];
        for (Attempt attempt = 0; attempt < Attempt.Count; attempt++)
        {
            if (AttemptTable.Row(attempt).Promise == promise)
            {
                attempts.Add(AttemptStatus.Of(attempt, outside[(int)attempt], inside[(int)attempt]));
            }
        }

        return attempts;
    }
}
