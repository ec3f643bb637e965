using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Landrun.EndToEnd.Documents;

/// <summary>A document's commands, run one after the other as its reader would: in one scene, where what one makes the next one finds.</summary>
internal sealed class DocumentRun
{
    /// <summary>What the scene and the commands in it need.</summary>
    public static readonly string[] Tools = ["bwrap", "curl", "gcc", "git", "ip", "make", "nginx", "openssl", "python3", "setpriv", "unshare"];

    private readonly Dictionary<int, Outcome> outcomes = [];

    private DocumentRun()
    {
    }

    public static DocumentRun Of(IReadOnlyList<DocumentCommand> commands)
    {
        DocumentRun run = new();
        // Not in /tmp, which the scene has for itself.
        string work = Directory.CreateDirectory("/var/tmp/landrun-document-" + Guid.NewGuid().ToString("N")).FullName;
        try
        {
            DocumentCommand[] wanted = [.. commands.Where(command => command.NotRun is null)];
            for (int index = 0; index < wanted.Length; index++)
            {
                string step = Step(work, index);
                File.WriteAllText(step + ".sh", wanted[index].Text + "\n");
                File.WriteAllText(step + ".account", wanted[index].AsRoot ? "root" : "ada");
                if (wanted[index].Until is { } until)
                {
                    File.WriteAllText(step + ".until", until);
                }
            }

            using Process process = Process.Start(new ProcessStartInfo(
                AppContext.BaseDirectory + "/document-scene", [work, Machine.Repository, Machine.Landrun])
            { RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false })!;
            process.StandardInput.Close();
            string errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            for (int index = 0; index < wanted.Length; index++)
            {
                string step = Step(work, index);
                run.outcomes[wanted[index].Line] = File.Exists(step + ".status")
                    ? new Outcome(int.Parse(File.ReadAllText(step + ".status"), CultureInfo.InvariantCulture), File.ReadAllText(step + ".output", Encoding.UTF8), "")
                    : new Outcome(-1, "", "it was not run: " + errors);
            }
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }

        return run;
    }

    /// <summary>How the command ended that begins in this line.</summary>
    public Outcome At(int line) => outcomes[line];

    private static string Step(string work, int index) => string.Create(CultureInfo.InvariantCulture, $"{work}/{index:D3}");
}
