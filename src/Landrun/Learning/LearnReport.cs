using System.Globalization;
using System.Text;
using Landrun.CommandLine;
using Landrun.Interop;
using Landrun.Policy;

namespace Landrun.Learning;

/// <summary>What <c>--learn</c> says at the end: what was widened and what stays closed, each on a line of its own, and last the
/// command line to use.</summary>
internal static unsafe class LearnReport
{
    /// <summary>Counting what a rule opens ends there: it is to show the order, and the command's end waits for it.</summary>
    private const int MostCounted = 500;

    private const int MostListed = 50;

    public static void Print(LearnedPolicy policy, in LaunchRequest request, bool isFull)
    {
        StringBuilder text = new();
        foreach (LearnedRule rule in policy.Rules.Where(rule => rule.Seen > 0))
        {
            Line(text, Widened(rule));
        }

        foreach (string note in policy.Notes)
        {
            Line(text, note);
        }

        if (isFull)
        {
            Line(text, "more paths were used than are remembered: learn again with the options below, for the rest");
        }

        if (request.LearnFile != null)
        {
            Line(text, PolicyFileWriter.Write(FileSystem.Text(request.LearnFile), policy, request));
        }

        Line(text, policy.IsEmpty ? "learned: nothing that these options lack; the command runs with:" : "learned; the command runs with:");
        text.Append(CommandLineText.Write(request, OptionWriter.Words(policy))).Append('\n');
        Libc.Write(2, Encoding.Latin1.GetBytes(text.ToString()));
    }

    private static void Line(StringBuilder text, string line) => text.Append("landrun: ").Append(Printable.Text(line)).Append('\n');

    private static string Widened(LearnedRule rule)
    {
        if (WhatElse(rule.Path) is { } what)
        {
            return $"widened: {OptionWriter.Of(rule)}, as the next run has other names there; it opens {what}";
        }

        bool isAll = DirectoryListing.CountFiles(rule.Path, MostCounted, MostListed, out int files);
        return string.Create(CultureInfo.InvariantCulture, $"widened: {OptionWriter.Of(rule)} stands for {rule.Seen} used, and opens {(isAll ? string.Empty : "more than ")}{files} files");
    }

    private static string? WhatElse(string path) => path switch
    {
        "/proc" => "what /proc shows of this user's other processes",
        "/dev/pts" => "this user's other terminals",
        "/sys/fs/cgroup" => "the limits of all control groups",
        _ => null,
    };
}
