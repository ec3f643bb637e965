using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Landrun.Sandbox.Seccomp;

namespace Landrun.Tests;

/// <summary>The numbers of all system calls on all architectures, from the newest kernel's own headers.</summary>
internal static partial class SystemCallNumbers
{
    private static readonly Lazy<string> Headers = new(Fetch);

    public static Dictionary<string, int> Of(Architecture architecture)
    {
        string file = architecture switch
        {
            Architecture.X64 => "x86/asm/unistd_64.h",
            Architecture.I386 => "x86/asm/unistd_32.h",
            Architecture.Arm64 => "arm64/asm/unistd_64.h",
            _ => "arm/asm/unistd-eabi.h",
        };
        string text = File.ReadAllText(Path.Combine(Headers.Value, "..", "lib", "linux", "uapi", file));
        return Definition().Matches(text).ToDictionary(
            match => match.Groups["name"].Value,
            match => int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"^#define __NR_(?<name>\w+)\s+\(?(?:__NR_SYSCALL_BASE \+ )?(?<number>\d+)\)?\s*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Definition();

    private static string Fetch()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "global.json")))
        {
            directory = directory.Parent;
        }

        using Process script = Process.Start(new ProcessStartInfo(Path.Combine(directory!.FullName, "tests", "kernel-headers"))
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        string output = script.StandardOutput.ReadToEnd();
        script.WaitForExit();
        return script.ExitCode == 0 ? output.Trim() : throw new InvalidOperationException("tests/kernel-headers failed");
    }
}
