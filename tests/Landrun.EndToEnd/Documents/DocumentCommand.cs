namespace Landrun.EndToEnd.Documents;

/// <summary>A command of a document, and what the document says of it.</summary>
internal sealed record DocumentCommand(string Document, int Line, string Text)
{
    /// <summary>What stands below the command, where the document shows that; <c>null</c> where it shows commands only.</summary>
    public IReadOnlyList<string>? Shown { get; init; }

    public int Status { get; init; }

    public bool AsRoot { get; init; }

    /// <summary>It runs until this command succeeds, and is ended then.</summary>
    public string? Until { get; init; }

    /// <summary>Why no test runs it.</summary>
    public string? NotRun { get; init; }

    /// <summary>The reader doesn't see it: it sets the scene.</summary>
    public bool Hidden { get; init; }
}
