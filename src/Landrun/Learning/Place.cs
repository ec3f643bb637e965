using Landrun.Landlock;

namespace Landrun.Learning;

/// <summary>A file or directory that a rule may be for, beneath the directory that it lies in.</summary>
internal sealed class Place(string path, Place? above)
{
    private bool counts;

    public string Path { get; } = path;

    /// <summary>What a rule for it would have to open.</summary>
    public FileSystemRights Wanted { get; set; }

    /// <summary>How many used paths a rule for it stands for.</summary>
    public int Seen { get; set; }

    /// <summary>The symbolic link in whose name it is better opened.</summary>
    public string? Link { get; set; }

    /// <summary>The run made it.</summary>
    public bool IsCreated { get; set; }

    /// <summary>How many places beneath it count.</summary>
    public int Count { get; private set; }

    /// <summary>How many of them lie in the branch that has most.</summary>
    public int MostInBranch { get; private set; }

    public bool IsInCreated
    {
        get
        {
            Place? place = this;
            while (place is not null && !place.IsCreated)
            {
                place = place.Above;
            }

            return place is not null;
        }
    }

    private Place? Above { get; } = above;

    /// <summary>Whether rules for what lies above open these rights here.</summary>
    public bool IsCovered(FileSystemRights rights)
    {
        for (Place? place = Above; place is not null && rights != FileSystemRights.None; place = place.Above)
        {
            rights &= ~place.Wanted;
        }

        return rights == FileSystemRights.None;
    }

    public void ForgetCount()
    {
        Count = 0;
        MostInBranch = 0;
        counts = false;
    }

    /// <summary>Counts this one for all that lies above it.</summary>
    public void CountAbove()
    {
        counts = true;
        for (Place? place = Above; place is not null; place = place.Above)
        {
            place.Count++;
        }
    }

    /// <summary>When all are counted: tells the directory that it lies in how many are in this branch.</summary>
    public void TellBranch()
    {
        if (Above is not null)
        {
            Above.MostInBranch = Math.Max(Above.MostInBranch, Count + (counts ? 1 : 0));
        }
    }
}
