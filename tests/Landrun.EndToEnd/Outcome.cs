namespace Landrun.EndToEnd;

/// <summary>How a program ended, and what it wrote, a byte a character.</summary>
public sealed record Outcome(int Status, string Output, string Errors)
{
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public string[] Messages => [.. Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.StartsWith("landrun: "))];

    /// <summary>What is on standard error besides landrun's own messages.</summary>
    public string CommandErrors => string.Concat(Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith("landrun: ")).Select(line => line + "\n"));
}
