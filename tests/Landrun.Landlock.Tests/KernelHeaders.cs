using System.Diagnostics;
using System.Runtime.CompilerServices;
using Xunit;

namespace Landrun.Landlock.Tests;

/// <summary>The kernel's own header files, as tests/kernel-headers brings them, and a C compiler over them.</summary>
internal static class KernelHeaders
{
    private static readonly Lazy<string> Include = new(() =>
    {
        (int status, string output, string error) = Run(Path.Combine(Folder(), "..", "kernel-headers"), [], "");
        Assert.True(status == 0, error);
        return output.Trim();
    });

    public static string Read(string name) => File.ReadAllText(Path.Combine(Include.Value, name));

    /// <summary>What gcc finds wrong with a C source that sees only the kernel's headers, those of that architecture among them.
    /// </summary>
    public static string Mistakes(string source, string architecture)
    {
        string[] arguments =
        [
            "-fsyntax-only", "-Wall", "-Wextra", "-Werror", "-nostdinc", "-isystem", Include.Value,
            "-isystem", Path.Combine(Include.Value, architecture), "-x", "c", "-",
        ];
        (int status, string output, string error) = Run("gcc", arguments, source);
        return status == 0 ? "" : $"gcc: status {status}\n{output}{error}";
    }

    private static (int Status, string Output, string Error) Run(string program, string[] arguments, string input)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    private static string Folder([CallerFilePath] string source = "") => Path.GetDirectoryName(source)!;
}
