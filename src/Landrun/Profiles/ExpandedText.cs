namespace Landrun.Profiles;

/// <summary>What a text of a profile stands for, in the bytes of the system.</summary>
internal sealed class ExpandedText
{
    /// <summary>The text with its variables in their places.</summary>
    public List<byte> Literal { get; } = [];

    /// <summary>The same for glob(3): what came out of a variable means itself.</summary>
    public List<byte> Pattern { get; } = [];

    public bool HasWildcard { get; set; }

    /// <summary>Whether it begins with the working directory.</summary>
    public bool InWorkingDirectory { get; set; }

    public void Add(ReadOnlySpan<byte> text)
    {
        foreach (byte item in text)
        {
            AddQuoted(item);
        }
    }

    /// <summary>A byte that means itself.</summary>
    public void AddQuoted(byte item)
    {
        Literal.Add(item);
        if (item is (byte)'*' or (byte)'?' or (byte)'[' or (byte)'\\')
        {
            Pattern.Add((byte)'\\');
        }

        Pattern.Add(item);
    }

    public void AddWildcard(byte item)
    {
        HasWildcard = true;
        Literal.Add(item);
        Pattern.Add(item);
    }
}
