using System.Text;
using Landrun.Landlock;
using Landrun.Landlock.Kernel;
using Landrun.Sandbox;
using Landrun.Sandbox.Seccomp;
using Xunit;

namespace Landrun.Tests;

/// <summary>The README's table of kernels is the table of promises. LANDRUN_ACCEPT=1 writes it anew.</summary>
public sealed class CompatibilityTests
{
    private const string Head = "| closed | by Landlock since | otherwise |\n|---|---|---|\n";

    [Fact]
    public void The_readme_promises_what_the_table_does()
    {
        string path = Golden.Repository("README.md");
        string text = File.ReadAllText(path);
        int start = text.IndexOf(Head, StringComparison.Ordinal);
        int end = text.IndexOf("\n\n", start, StringComparison.Ordinal) + 1;
        string expected = Head + string.Concat(Rows());
        if (Environment.GetEnvironmentVariable("LANDRUN_ACCEPT") == "1")
        {
            File.WriteAllText(path, text[..start] + expected + text[end..]);
            return;
        }

        Assert.Equal(expected, text[start..end]);
    }

    private static IEnumerable<string> Rows()
    {
        for (int index = 0; index < PromiseTable.Count; index++)
        {
            PromiseRow row = PromiseTable.Row(index);
            string what = Encoding.UTF8.GetString(row.What);
            yield return row.Rights.IsEmpty
                ? $"| {what} | by seccomp, on any kernel | said{AtInfo(row)}: {Encoding.UTF8.GetString(row.Remedy)} |\n"
                : $"| {what} | {Since(PromiseTable.Abi(row))} | {Before(row)} |\n";
            if (index == 0)
            {
                // Nothing to promise: without the right, the kernel denies it.
                yield return $"| renaming and linking between directories, out of `--rw` | {Since(RefersSince())} | refused everywhere |\n";
            }
        }
    }

    private static string Since(int abi) => $"{Encoding.UTF8.GetString(AbiTable.Row(abi).Linux)}, ABI {abi}";

    private static string Before(PromiseRow row)
    {
        string said = "said" + AtInfo(row);
        return row.Closings switch
        {
            Closings.None => said,
            Closings.Tcp => $"by seccomp where no TCP port is opened; else {said}",
            Closings.Udp => $"by seccomp where no UDP port is opened; else {said} (for `--connect-tcp`'s name resolution at `--log-level info`)",
            Closings.Unix => $"by seccomp where no `--unix` is given; else {said}",
            _ => throw new InvalidOperationException("say in the README what the filter closes"),
        };
    }

    private static string AtInfo(PromiseRow row) => row.Level == LogLevel.Info ? " at `--log-level info`" : "";

    private static int RefersSince() =>
        Enumerable.Range(1, AbiTable.Newest).First(abi => (AccessMasks.Known(abi).FileSystem & FileSystemRights.Refer) != 0);
}
