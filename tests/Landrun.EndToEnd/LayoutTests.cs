using System.Runtime.InteropServices;
using Xunit;

namespace Landrun.EndToEnd;

/// <summary>That what a start runs lies side by side in the published program: every page of it that a start touches is a page fault.</summary>
public sealed class LayoutTests
{
    private const string Again = "; run bench/corridor --order";

    [Fact]
    public void Every_method_of_the_corridor_is_there_and_near_the_others()
    {
        Dictionary<string, long> places = Places();
        string[] order = File.ReadAllLines(Path.Combine(Machine.Repository, "src/Landrun/corridor.order"));

        Assert.InRange(order.Length, 100, 400);
        Assert.All(order, method => Assert.True(places.ContainsKey(method), method + " is gone" + Again));
        long first = order.Min(method => places[method]);
        long last = order.Max(method => places[method]);
        Assert.True(last - first < 64 << 10, $"the corridor's methods lie {last - first} bytes apart{Again}");
        Assert.Contains("landrun_Landrun_Sandbox_Enforcer__Enforce", order);
    }

    [Fact]
    public void What_the_C_library_runs_at_a_start_lies_together()
    {
        Dictionary<string, long> places = Places();
        string[] start = ["malloc", "_dl_relocate_static_pie", "memcpy", "strlen", "execve"];
        if (!places.ContainsKey("_dl_relocate_static_pie"))
        {
            Assert.Skip("landrun is not linked statically here");
        }

        long[] at = [.. start.Select(name => places[name])];
        Assert.True(at.Max() - at.Min() < 192 << 10, $"they lie {at.Max() - at.Min()} bytes apart: does src/Landrun/start.ld still fit?");
    }

    private static Dictionary<string, long> Places()
    {
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64, "the order was taken from a program for x86-64");
        Outcome outcome = Machine.Run(Account.Caller, ["nm", Machine.Repository + "/out/build/bin/Landrun/release_linux-x64/native/landrun.dbg"]);
        Assert.Equal(0, outcome.Status);
        Dictionary<string, long> places = [];
        foreach (string line in outcome.Lines)
        {
            string[] parts = line.Split(' ', 3);
            if (parts.Length == 3 && parts[0].Length > 0 && "tTwWiI".Contains(parts[1][0]))
            {
                places.TryAdd(parts[2], Convert.ToInt64(parts[0], 16));
            }
        }

        return places;
    }
}
