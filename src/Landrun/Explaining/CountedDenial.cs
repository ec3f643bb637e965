namespace Landrun.Explaining;

/// <summary>A refusal, how often it came, and to whom.</summary>
internal sealed class CountedDenial(Denial denial)
{
    public Denial Denial { get; } = denial;

    public int Times { get; private set; }

    /// <summary>Whether the kernel's audit log has it too.</summary>
    public bool IsRecorded { get; set; }

    /// <summary>Its last place in the order of all refusals.</summary>
    public int Last { get; private set; }

    public HashSet<int> Processes { get; } = [];

    public void Count(int process, int place)
    {
        Times++;
        Last = place;
        Processes.Add(process);
    }
}
