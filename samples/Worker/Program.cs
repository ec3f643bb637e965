using System.Diagnostics;
using System.Runtime.InteropServices;
using Landrun.Landlock;

namespace Worker;

/// <summary>Expands texts of strangers: a line <c>@include PATH</c> stands for that file. Each text is expanded by a child process that
/// can read the text's own directory and nothing else, whatever it includes and whatever mistakes the child has.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments is ["expand", var input])
        {
            return Expand(input);
        }

        if (arguments.Length == 0)
        {
            Console.Error.WriteLine("Worker TEXT...: expands texts, each in a sandbox of its own");
            return 2;
        }

        // The runtime starts the thread that looks after children with the first one; it must not be born restricted.
        using PosixSignalRegistration children = PosixSignalRegistration.Create(PosixSignal.SIGCHLD, static _ => { });
        int worst = 0;
        foreach (string argument in arguments)
        {
            using Process child = StartRestricted(Path.GetFullPath(argument));
            Console.Out.Write(child.StandardOutput.ReadToEnd());
            child.WaitForExit();
            worst = Math.Max(worst, child.ExitCode);
        }

        return worst;
    }

    /// <summary>A process inherits the restriction of the thread that starts it: so a thread restricts itself, starts the child, and
    /// ends. This process stays free, and it works from Landlock's first ABI on.</summary>
    private static Process StartRestricted(string input)
    {
        LandlockSupport support = LandlockSupport.Query();
        using Ruleset ruleset = new RulesetDefinition
        {
            // Where a kernel takes signals between threads for signals to outside, the runtime's own would be stopped.
            HandledScopes = (support.Errata & Errata.SignalsBetweenThreads) != 0 ? Scopes.AbstractUnixSocket | Scopes.Signal : Scopes.AbstractUnixSocket,
        }
            .AllowPath(Path.GetDirectoryName(input)!, PathAccess.ReadOnly)
            // What the child needs to start: itself, .NET, and the system's libraries.
            .AllowPath(AppContext.BaseDirectory, PathAccess.ReadOnlyExecute)
            .AllowPath(Path.GetDirectoryName(Environment.ProcessPath)!, PathAccess.ReadOnlyExecute)
            .AllowPath(Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../..")), PathAccess.ReadOnly)
            .AllowPath("/usr", PathAccess.ReadOnlyExecute)
            .AllowPath("/lib", PathAccess.ReadOnlyExecute)
            .AllowPath("/lib64", PathAccess.ReadOnlyExecute)
            .AllowPath("/proc", PathAccess.ReadOnly)
            .Create();

        Process? child = null;
        Exception? mistake = null;
        Thread thread = new(() =>
        {
            try
            {
                RestrictionStatus status = ruleset.RestrictCurrentThread();
                if (status.Enforcement != Enforcement.Full)
                {
                    Console.Error.WriteLine($"not enforced here: {status.Dropped}");
                }

                ProcessStartInfo start = new(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
                if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) is "dotnet")
                {
                    start.ArgumentList.Add(typeof(Program).Assembly.Location);
                }

                start.ArgumentList.Add("expand");
                start.ArgumentList.Add(input);
                // A socket for debuggers, in a directory that is closed.
                start.Environment["DOTNET_EnableDiagnostics"] = "0";
                child = Process.Start(start);
            }
#pragma warning disable CA1031 // It is thrown again where somebody catches it.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                mistake = exception;
            }
        });
        thread.Start();
        thread.Join();
        return child ?? throw new InvalidOperationException("The child could not be started in its sandbox.", mistake);
    }

    private static int Expand(string input)
    {
        int status = 0;
        foreach (string line in File.ReadLines(input))
        {
            try
            {
                Console.WriteLine(line.StartsWith("@include ", StringComparison.Ordinal) ? File.ReadAllText(line["@include ".Length..]).TrimEnd('\n') : line);
            }
            catch (UnauthorizedAccessException)
            {
                Console.WriteLine("[denied: " + line + "]");
                status = 1;
            }
        }

        return status;
    }
}
