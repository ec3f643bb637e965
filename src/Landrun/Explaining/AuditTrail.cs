using Landrun.CommandLine;
using Landrun.Interop;
using Landrun.Landlock;
using Landrun.Landlock.Kernel;
using Landrun.Launch;

namespace Landrun.Explaining;

/// <summary>What the kernel's own records say of the command's denials, where audit is switched on and may be read: as root.</summary>
internal sealed class AuditTrail
{
    /// <summary>The kernel hands its records out a little later: so many milliseconds without one are the end of them, and no command's end
    /// waits longer than the second.</summary>
    private const int Silence = 50;

    private const int Patience = 500;

    private const int MostRecords = 10_000;

    private readonly int log;
    private readonly Dictionary<AuditKey, AuditRecord> records = [];
    private readonly HashSet<string> domains = new(StringComparer.Ordinal);

    private AuditTrail(int log) => this.log = log;

    /// <summary>Begins to listen, before the command is restricted; null where there is nothing to hear.</summary>
    public static AuditTrail? Open(in LaunchRequest request)
    {
        int abi = Math.Clamp(SystemCalls.GetAbi(), 0, request.AbiLimit);
        if (abi < AbiTable.AbiOf(RestrictOptions.LogNewExecOn) || Audit.IsOn() != true)
        {
            return null;
        }

        int opened = Audit.OpenLog();
        return opened < 0 ? null : new AuditTrail(opened);
    }

    /// <summary>Takes the records that have come.</summary>
    public void Take() => Take(0, long.MaxValue);

    /// <summary>Marks the denials that the records hold too, and adds those that only they hold.</summary>
    public void Compare(Dictionary<string, CountedDenial> denials)
    {
        Take(Silence, Signals.Now() + Patience);
        Forget();
        List<CountedDenial> known = [.. denials.Values];
        foreach (AuditRecord record in records.Values)
        {
            bool isKnown = false;
            foreach (CountedDenial counted in known.Where(counted => IsAbout(record, counted.Denial)))
            {
                counted.IsRecorded = true;
                isKnown = true;
            }

            string what = record.What();
            if (!isKnown && !denials.ContainsKey(what))
            {
                CountedDenial counted = new(new Denial(Cause.Recorded, what, string.Empty));
                counted.Count(TracerLink.Watched, 0);
                denials.Add(what, counted);
            }
        }
    }

    private static bool IsAbout(AuditRecord record, Denial denial) =>
        denial.Needs.Any(record.IsAbout) || (denial.Target is not null && denial.Target == record.Process && record.Names("scope.signal"))
        || (denial.IsAbstractSocket && record.Names("scope.abstract_unix_socket"));

    private void Take(int silence, long end)
    {
        const int LargestRecord = 9216;
        Span<byte> buffer = stackalloc byte[LargestRecord];
        while ((silence == 0 || Signals.Now() < end) && Audit.Receive(log, silence, buffer, out int type, out ReadOnlySpan<byte> text))
        {
            if (type is not (AuditRecord.Access or AuditRecord.NewDomain))
            {
                continue;
            }

            // A domain is told of behind its first denial.
            AuditRecord record = AuditRecord.Parse(text);
            if (type == AuditRecord.NewDomain && record.Process == TracerLink.Watched)
            {
                domains.Add(record.Domain);
            }
            else if (type == AuditRecord.Access && records.Count < MostRecords)
            {
                records.TryAdd(new AuditKey(record.Domain, record.What()), record);
            }
        }
    }

    /// <summary>Drops what other sandboxes were denied.</summary>
    private void Forget()
    {
        foreach (AuditKey other in records.Keys.Where(key => !domains.Contains(key.Domain)).ToArray())
        {
            records.Remove(other);
        }
    }

    private readonly record struct AuditKey(string Domain, string What);
}
