using System.Globalization;
using System.Text;
using Landrun.CommandLine;
using Landrun.Interop;
using Landrun.Policy;

namespace Landrun.Learning;

/// <summary>What <c>--learn</c> says at the end: what was widened and what stays closed, each on a line of its own, and last the
/// command line to use.</summary>
internal static class LearnReport
{
    /// <summary>Counting what a rule opens ends there: it is to show the order, and the command's end waits for it.</summary>
    private const int MostCounted = 500;

    private const int MostListed = 50;

    /// <param name="learned">What this run called for and was not given.</param>
    /// <param name="all">With what a file had from other runs.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="file">What to tell of the file.</param>
    /// <param name="isFull">Whether there was more than is remembered.</param>
    public static void Print(LearnedPolicy learned, LearnedPolicy all, in LaunchRequest request, string? file, bool isFull)
    {
        StringBuilder text = new();
        foreach (LearnedRule rule in learned.Rules.Where(rule => rule.Seen > 0))
        {
            Line(text, Widened(rule));
        }

        foreach (string note in learned.Notes)
        {
            Line(text, note);
        }

        if (isFull)
        {
            Line(text, "more paths were used than are remembered: learn again with the options below, for the rest");
        }

        if (file is not null)
        {
            Line(text, file);
        }

        Line(text, all.IsEmpty ? "learned: nothing that these options lack; the command runs with:" : "learned; the command runs with:");
        text.Append(CommandLineText.Write(request, OptionWriter.Words(all))).Append('\n');
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
