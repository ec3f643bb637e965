using System.Diagnostics;

namespace Landrun.EndToEnd;

/// <summary>A fresh directory of the account's own, which goes away with the test.</summary>
internal sealed class Scene : IDisposable
{
    private readonly Account account;

    public Scene(Account account, string parent = "/tmp")
    {
        this.account = account;
        Root = Directory.CreateDirectory(parent + "/landrun-scene-" + Guid.NewGuid().ToString("N")).FullName;
        Do("chmod 777 " + Root);
    }

    public string Root { get; }

    /// <summary>Sets the scene, as the account, in its directory.</summary>
    public Scene Set(string script)
    {
        Outcome outcome = Machine.Shell(account, "set -e; umask 022; cd \"$1\"; " + script, Root);
        return outcome.Status == 0 ? this : throw new InvalidOperationException(script + ": " + outcome.Errors);
    }

    /// <summary>Tries acts with the probe, inside, in the scene's directory: <c>/</c> as the first letter of a word stands for it.</summary>
    public string[] Try(string options, string acts) => Probe([Machine.Landrun, "--add-exec", .. Words(options), "--", Machine.Probe, .. Words(acts)]);

    /// <summary>The same acts without a sandbox.</summary>
    public string[] TryOutside(string acts) => Probe([Machine.Probe, .. Words(acts)]);

    public void Dispose() => Do("chmod -R u+rwX " + Root + "; rm -rf " + Root);

    private string[] Probe(string[] command)
    {
        Outcome outcome = Machine.Run(account, command);
        // What an act read stands behind its result.
        return outcome.Lines.Length > 0
            ? [.. outcome.Lines.Select(line => line.Split("=0 ") is [var act, _] ? act + "=0" : line)]
            : [outcome.Status + ": " + outcome.Errors];
    }

    private string[] Words(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Replace("@", Root + "/", StringComparison.Ordinal))];

    private static void Do(string script)
    {
        using Process process = Process.Start("/bin/sh", ["-c", script]);
        process.WaitForExit();
    }
}
