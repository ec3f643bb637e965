namespace Landrun.Profiles;

/// <summary>A text that can't be expanded, and why.</summary>
internal sealed class ExpansionException : Exception
{
    public ExpansionException(string message, bool unset = false)
        : base(message) => Unset = unset;

    /// <summary>A variable is not set: an optional path may do without.</summary>
    public bool Unset { get; }
}
