using Xunit;

namespace Landrun.EndToEnd;

/// <summary>A run under <c>--learn</c> or <c>--explain</c>, and the command line that it printed.</summary>
internal sealed record Learned(Outcome Outcome)
{
    /// <summary>The line to paste; a shell's.</summary>
    public string Line => Assert.Single(Outcome.Errors.Split('\n'), line => line.StartsWith("landrun ", StringComparison.Ordinal));

    /// <summary>What is said around it.</summary>
    public string[] Notes => Outcome.Messages;

    public static Learned Watch(Account account, string directory, string[] options, params string[] command) =>
        new(Machine.Shell(account, "cd \"$1\"; shift; exec \"$@\"", [directory, Machine.Landrun, .. options, "--", .. command]));

    /// <summary>Runs the line in a shell, as a person who pastes it would.</summary>
    public Outcome Paste(Account account, string directory, string? home = null) => Run(account, directory, Line, home);

    public static Outcome Run(Account account, string directory, string line, string? home = null) =>
        Machine.Shell(account, "cd \"$1\"; landrun() { \"$LANDRUN\" \"$@\"; }; LANDRUN=$2; HOME=${4:-$HOME}; eval \"$3\"", directory, Machine.Landrun, line, home ?? string.Empty);
}
