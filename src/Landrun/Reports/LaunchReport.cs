using System.Globalization;
using System.Text;
using Landrun.CommandLine;
using Landrun.Interop;
using Landrun.Landlock;
using Landrun.Landlock.Kernel;
using Landrun.Launch;
using Landrun.Policy;
using Landrun.Sandbox;
using Landrun.Sandbox.Seccomp;

namespace Landrun.Reports;

/// <summary>What a dry run tells: read from what the corridor made, never worked out a second time.</summary>
internal sealed unsafe class LaunchReport
{
    /// <summary>The command's words; none where a policy alone was asked for.</summary>
    public List<byte[]> Command { get; } = [];

    public byte[]? CommandPath { get; private init; }

    /// <summary>The ABI of this kernel; 0 where it has no Landlock.</summary>
    public int KernelAbi { get; private init; }

    /// <summary>What is enforced, by which ABI.</summary>
    public RulesetPlan Plan { get; private init; }

    /// <summary>What is closed unless a rule opens it.</summary>
    public AccessMasks Closed { get; private init; }

    public List<ReportedRule> Rules { get; } = [];

    public List<ReportedPorts> Ports { get; } = [];

    /// <summary>What does not exist and is passed over.</summary>
    public List<ReportedRule> Skipped { get; } = [];

    public List<ReportedRule> Denied { get; } = [];

    public List<ReportedPromise> Promises { get; } = [];

    /// <summary>Names of variables that pass.</summary>
    public List<byte[]> PassedVariables { get; } = [];

    /// <summary>Names of variables that the command line sets.</summary>
    public List<byte[]> SetVariables { get; } = [];

    /// <summary>How many variables don't pass.</summary>
    public int HeldVariables { get; private set; }

    public bool AllDescriptors { get; private init; }

    public List<int> Descriptors { get; } = [];

    public List<string> KeptCapabilities { get; } = [];

    public List<string> DroppedCapabilities { get; } = [];

    /// <summary><c>--strict</c> would let nothing run.</summary>
    public bool IsRefused { get; private init; }

    public static LaunchReport From(in LaunchRequest request, in PreparedLaunch launch, in Rehearsal rehearsal)
    {
        LaunchReport report = new()
        {
            CommandPath = launch.Path == null ? null : Bytes(launch.Path),
            KernelAbi = rehearsal.KernelAbi,
            Plan = rehearsal.Plan,
            Closed = launch.Policy.Closed,
            AllDescriptors = request.KeepAllDescriptors,
            IsRefused = rehearsal.Refused,
        };
        for (byte** word = request.Command; *word != null; word++)
        {
            report.Command.Add(Bytes(*word));
        }

        report.AddRules(rehearsal, launch.Policy.Denied);
        report.AddPromises(rehearsal);
        report.AddVariables(request, launch.Environment);
        report.AddDescriptors();
        report.AddCapabilities(launch.Policy.Capabilities);
        return report;
    }

    private void AddRules(in Rehearsal rehearsal, in NativeList<PathGrant> denied)
    {
        for (int index = 0; index < rehearsal.Rules.Count; index++)
        {
            ResolvedRule rule = rehearsal.Rules[index];
            Rules.Add(new ReportedRule(
                Bytes(rule.Given), rule.Resolved == null ? null : Bytes(rule.Resolved), rule.Rights, rule.IsDirectory, ReportedOrigin.From(rule.Origin, rule.Source)));
        }

        for (int index = 0; index < rehearsal.Ports.Count; index++)
        {
            PortGrant grant = rehearsal.Ports[index];
            NetworkRights enforced = grant.Rights & rehearsal.Plan.Handled.Network;
            Ports.Add(new ReportedPorts(grant.First, grant.Last, grant.Rights, enforced, ReportedOrigin.From(grant.Origin, RuleSource.Grant)));
        }

        Add(Skipped, rehearsal.Skipped);
        Add(Denied, denied);
    }

    private static void Add(List<ReportedRule> rules, in NativeList<PathGrant> grants)
    {
        for (int index = 0; index < grants.Count; index++)
        {
            PathGrant grant = grants[index];
            rules.Add(new ReportedRule(Bytes(grant.Path), null, grant.Rights, false, ReportedOrigin.From(grant.Origin, RuleSource.Grant)));
        }
    }

    private void AddPromises(in Rehearsal rehearsal)
    {
        for (int index = 0; index < PromiseTable.Count; index++)
        {
            PromiseRow row = PromiseTable.Row(index);
            int abi = row.Rights.IsEmpty ? 0 : PromiseTable.Abi(row);
            Promises.Add(new ReportedPromise(
                Shown.Text(row.What),
                PromiseTable.IsBroken(row, rehearsal.Plan.Dropped, rehearsal.Needed, rehearsal.Closings),
                PromiseTable.KeepersOf(row, rehearsal.Plan, rehearsal.Closings),
                abi,
                Encoding.ASCII.GetString(AbiTable.Row(abi).Linux)));
        }
    }

    private void AddVariables(in LaunchRequest request, byte** environment)
    {
        HashSet<nint> set = [];
        for (int index = 0; index < request.Variables.Count; index++)
        {
            set.Add(request.Variables[index]);
        }

        for (byte** entry = environment; *entry != null; entry++)
        {
            byte[] text = Bytes(*entry);
            int equals = text.AsSpan().IndexOf((byte)'=');
            (set.Contains((nint)(*entry)) ? SetVariables : PassedVariables).Add(equals < 0 ? text : text[..equals]);
        }

        for (byte** entry = request.Inherited; *entry != null; entry++)
        {
            HeldVariables++;
        }

        HeldVariables -= PassedVariables.Count;
        PassedVariables.Sort((one, other) => one.AsSpan().SequenceCompareTo(other));
        SetVariables.Sort((one, other) => one.AsSpan().SequenceCompareTo(other));
    }

    /// <summary>Those that pass execve(2), now that the others are marked.</summary>
    private void AddDescriptors()
    {
        DirectoryListing.ReadLinked("/proc/self/fd"u8, out List<DirectoryEntry> entries);
        foreach (DirectoryEntry entry in entries)
        {
            if (int.TryParse(entry.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int descriptor) && Libc.PassesExec(descriptor))
            {
                Descriptors.Add(descriptor);
            }
        }

        Descriptors.Sort();
    }

    private void AddCapabilities(ulong asked)
    {
        _ = Libc.GetCapabilities(out CapabilitySets sets);
        ulong kept = Capabilities.Kept(asked);
        for (int capability = 0; capability < CapabilityTable.Count; capability++)
        {
            if ((sets.Permitted & (1UL << capability)) != 0)
            {
                List<string> names = (kept & (1UL << capability)) != 0 ? KeptCapabilities : DroppedCapabilities;
                names.Add(Shown.Text(CapabilityTable.Name(capability)));
            }
        }
    }

    private static byte[] Bytes(byte* text) => CString.Span(text).ToArray();
}
