using System.Runtime.InteropServices;

namespace Landrun.Landlock.Tests;

/// <summary>The code of docs/library.md, region by region; <see cref="SampleTests"/> compares and runs it.</summary>
internal static class Samples
{
    public static string Query()
    {
        #region query
        LandlockSupport support = LandlockSupport.Query();
        string answer = support.Availability switch
        {
            Availability.Available => $"ABI {support.Abi}, rights on files: {support.FileSystemRights}",
            Availability.DisabledAtBoot => "add landlock to lsm= on the kernel's command line",
            _ => "this kernel has no Landlock",
        };
        #endregion
        return answer;
    }

    public static string? RestrictThread(string incoming)
    {
        #region thread
        RulesetDefinition definition = new RulesetDefinition()
            .AllowPath(incoming, PathAccess.ReadOnly)
            .AllowPath(AppContext.BaseDirectory, PathAccess.ReadOnly)
            .AllowPath(RuntimeEnvironment.GetRuntimeDirectory(), PathAccess.ReadOnly)
            .AllowPort(443, NetworkRights.ConnectTcp);

        string? text = null;
        using Ruleset ruleset = definition.Create();
        Thread thread = new(() =>
        {
            ruleset.RestrictCurrentThread();
            text = File.ReadAllText(Path.Combine(incoming, "file"));
        });
        thread.Start();
        thread.Join();
        #endregion
        return text;
    }

    public static void RestrictProcess(string data)
    {
        #region process
        RulesetDefinition definition = new RulesetDefinition()
            .AllowPath("/usr", PathAccess.ReadOnlyExecute)
            .AllowPath(AppContext.BaseDirectory, PathAccess.ReadOnly)
            .AllowPath(data, PathAccess.ReadWrite)
            .AllowPort(8080, NetworkRights.BindTcp);

        using Ruleset ruleset = definition.Create();
        RestrictionStatus status = ruleset.RestrictProcess();
        Console.WriteLine($"{status.Enforcement}, not enforced: {status.Dropped}");
        #endregion
    }

    public static IEnumerable<string> Dropped()
    {
        List<string> lines = [];
        #region dropped
        RulesetDefinition definition = new();
        RightSet dropped = definition.Dropped(LandlockSupport.ForAbi(7));
        foreach (RightDescription right in dropped.Describe())
        {
            lines.Add($"{right.Name} needs Linux {right.LinuxVersion}");
        }
        #endregion
        return lines;
    }

    public static string Required()
    {
        #region required
        RulesetDefinition definition = new()
        {
            HandledFileSystem = PathAccess.ReadWriteExecute,
            HandledNetwork = NetworkRights.BindTcp | NetworkRights.ConnectTcp,
            HandledScopes = Scopes.None,
            Compatibility = Compatibility.Required,
        };
        try
        {
            using Ruleset ruleset = definition.Create();
            return "all of it can be enforced";
        }
        catch (LandlockException exception)
        {
            return $"{exception.ErrnoName}: {exception.Message}";
        }
        #endregion
    }
}
