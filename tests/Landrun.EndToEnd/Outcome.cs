namespace Landrun.EndToEnd;

/// <summary>How a program ended, and what it wrote, a byte a character.</summary>
public sealed record Outcome(int Status, string Output, string Errors)
{
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public string[] Messages => [.. Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.StartsWith("landrun: "))];
}
