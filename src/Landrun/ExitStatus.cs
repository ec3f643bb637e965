namespace Landrun;

/// <summary>landrun's own exit statuses; any other is the command's. The numbers are those of env(1), nohup(1) and timeout(1).</summary>
internal static class ExitStatus
{
    /// <summary>Nothing is wrong so far.</summary>
    public const int None = 0;

    /// <summary>The command was ended by <c>--timeout</c>.</summary>
    public const int TimedOut = 124;

    /// <summary>landrun failed; nothing was run.</summary>
    public const int Failed = 125;

    /// <summary>The command was found but could not be executed.</summary>
    public const int CannotExecute = 126;

    /// <summary>The command was not found.</summary>
    public const int NotFound = 127;
}
