namespace Landrun;

/// <summary>A mistake of the user's, or of the machine's, that a room found: one line that says what to type instead. Anything else
/// that is thrown is a bug in landrun, and said to be one.</summary>
internal sealed class UserException : Exception
{
    public UserException(string message)
        : base(message)
    {
    }
}
