using System.Globalization;
using System.Text;
using Landrun.CommandLine;
using Landrun.Interop;
using Landrun.Learning;

namespace Landrun.Explaining;

/// <summary>What <c>--explain</c> says: a line for each thing that was refused, the most useful first, and a command line to paste.</summary>
internal static class ExplainReport
{
    private const int MostLines = 25;

    public static void Print(IReadOnlyList<CountedDenial> denials, LearnedPolicy missing, in LaunchRequest request, bool isAudited)
    {
        StringBuilder text = new();
        foreach (CountedDenial counted in denials.Take(MostLines))
        {
            Line(text, Sentence(counted.Denial) + (counted.Times > 1 ? string.Create(CultureInfo.InvariantCulture, $" ({counted.Times} times)") : string.Empty)
                + (counted.IsRecorded ? " (the kernel's audit log says so too)" : string.Empty));
        }

        if (denials.Count > MostLines)
        {
            Line(text, string.Create(CultureInfo.InvariantCulture, $"and {denials.Count - MostLines} more"));
        }

        if (isAudited && denials.Count > 0)
        {
            Line(text, "audit is on: while the command was explained, its denials went to the kernel's audit log as with --log-enable-subprocesses");
        }

        // What is pasted without being read must not open a key.
        LearnedPolicy harmless = missing with { Rules = [.. missing.Rules.Where(rule => !Guards.IsSecret(rule.Path))] };
        foreach (LearnedRule rule in missing.Rules.Where(rule => Guards.IsSecret(rule.Path)))
        {
            Line(text, $"left out below, as it keeps keys, passwords or sessions: {OptionWriter.Of(rule)}");
        }

        if (denials.Count == 0)
        {
            Line(text, "nothing was denied");
        }
        else if (!harmless.IsEmpty)
        {
            Line(text, harmless.Rules.Count < missing.Rules.Count ? "with the rest of what the sandbox denied added:" : "with what the sandbox denied added:");
            text.Append(CommandLineText.Write(request, OptionWriter.Words(harmless))).Append('\n');
        }

        Libc.Write(2, Encoding.Latin1.GetBytes(text.ToString()));
    }

    public static void PrintLive(Denial denial)
    {
        StringBuilder text = new();
        Line(text, Sentence(denial));
        Libc.Write(2, Encoding.Latin1.GetBytes(text.ToString()));
    }

    private static string Sentence(Denial denial) => denial.Cause switch
    {
        Cause.Sandbox => $"denied by the sandbox: {denial.What}; add {denial.Remedy}",
        Cause.Filter => $"denied by the filter: {denial.What}; add {denial.Remedy}",
        Cause.Recorded => $"denied by the sandbox, as the kernel's audit log alone says: {denial.What}",
        Cause.Permissions => $"denied by permissions, not by the sandbox: {denial.What}",
        _ => $"denied: {denial.What}; {denial.Remedy}",
    };

    private static void Line(StringBuilder text, string line) => text.Append("landrun: ").Append(Printable.Text(line)).Append('\n');
}
