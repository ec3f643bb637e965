using System.Diagnostics;
using System.Text;
using Xunit;

namespace Landrun.Tests;

/// <summary>Programs that the tests compare with.</summary>
internal static class Tools
{
    /// <summary>Runs a program, a byte a character, in English, with nothing to read.</summary>
    public static (int Status, string Output) Run(string program, string[] arguments, Dictionary<string, string>? environment = null, string? directory = null)
    {
        ProcessStartInfo start = new(Find(program), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.Latin1,
            UseShellExecute = false,
            WorkingDirectory = directory ?? "/",
        };
        start.Environment["LC_ALL"] = "C";
        foreach ((string name, string value) in environment ?? [])
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    /// <summary>A tool from Debian. CI must have it.</summary>
    public static string Find(string name)
    {
        if (name.Contains('/', StringComparison.Ordinal) && File.Exists(name))
        {
            return name;
        }

        string? path = (Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/sbin").Split(':').Select(directory => directory + "/" + name).FirstOrDefault(File.Exists);
        Assert.False(path is null && Environment.GetEnvironmentVariable("CI") == "true", name + " is not installed");
        Assert.SkipWhen(path is null, name + " is not installed");
        return path!;
    }
}
