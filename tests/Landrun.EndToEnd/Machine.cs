using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Landrun.EndToEnd;

/// <summary>The binary under test and the probe, at a place where every user may execute them.</summary>
internal static class Machine
{
    private static readonly Lazy<string> Place = new(Prepare);

    public static bool IsRoot { get; } = Environment.UserName == "root";

    public static string Folder => Place.Value;

    public static string Landrun => Folder + "/landrun";

    public static string Probe => Folder + "/probe";

    /// <summary>The program that tries ways out.</summary>
    public static string Escape => Folder + "/escape";

    /// <summary>The kernel's ABI. Where LANDRUN_EXPECT_ABI declares one, a kernel with another fails every test that asks.</summary>
    public static int Abi { get; } = AskAbi();

    /// <summary>The test's own kernel boots for it, and nobody else's machine is changed: tests/kernels.</summary>
    public static bool IsThrowaway => Environment.GetEnvironmentVariable("LANDRUN_THROWAWAY_MACHINE") == "1";

    /// <summary>The checkout that these tests come from.</summary>
    public static string Repository
    {
        get
        {
            Assert.SkipWhen(IsThrowaway, "this machine has no checkout");
            return FindRepository();
        }
    }

    /// <summary>Skips what can only be seen where files are restricted.</summary>
    public static void NeedsLandlock() => Assert.SkipWhen(Abi == 0, "this kernel's Landlock is off, which other tests cover");

    /// <summary>Runs landrun with these arguments.</summary>
    public static Outcome Sandbox(Account account, params string[] arguments) => Run(account, [Landrun, .. arguments]);

    /// <summary>Runs landrun with arguments of any bytes, a byte a character.</summary>
    public static Outcome SandboxBytes(Account account, params string[] arguments) =>
        Run(account, [Probe, "exec-hex", .. new[] { Landrun }.Concat(arguments).Select(word => Convert.ToHexString(Encoding.Latin1.GetBytes(word)))]);

    public static Outcome Shell(Account account, string script, params string[] arguments) =>
        Run(account, ["/bin/bash", "-c", script, "bash", .. arguments]);

    public static Outcome Run(Account account, string[] command, Dictionary<string, string>? environment = null)
    {
        using Process process = Start(account, command, environment);
        process.StandardInput.Close();
        return End(process);
    }

    /// <summary>Starts a program with pipes.</summary>
    public static Process Start(Account account, string[] command, Dictionary<string, string>? environment = null)
    {
        Assert.SkipWhen(account == Account.Nobody && !IsRoot, "only root can become another user");
        string[] words = account == Account.Nobody ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--", .. command] : command;
        ProcessStartInfo start = new(words[0], words[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.Latin1,
            StandardErrorEncoding = Encoding.Latin1,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        foreach ((string name, string value) in environment ?? [])
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Waits for the end; a minute is far more than anything here takes.</summary>
    public static Outcome End(Process process)
    {
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        if (!process.WaitForExit(TimeSpan.FromMinutes(1)))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException(process.StartInfo.FileName + " did not end");
        }

        return new Outcome(process.ExitCode, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());
    }

    /// <summary>A tool from Debian that a test needs. CI must have it.</summary>
    public static string Tool(string name)
    {
        string? path = (Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/sbin").Split(':').Select(directory => directory + "/" + name).FirstOrDefault(File.Exists);
        Assert.False(path is null && Environment.GetEnvironmentVariable("CI") == "true", name + " is not installed");
        Assert.SkipWhen(path is null, name + " is not installed");
        return path!;
    }

    /// <summary>The folder where a package of another Debian release lies unpacked; tests/debian-package brings it. CI must get it.</summary>
    public static string Package(string suite, string name)
    {
        Outcome outcome = Run(Account.Caller, [Repository + "/tests/debian-package", suite, name]);
        Assert.False(outcome.Status != 0 && Environment.GetEnvironmentVariable("CI") == "true", outcome.Errors);
        Assert.SkipWhen(outcome.Status != 0, name + " could not be had: " + outcome.Errors);
        return outcome.Lines[^1];
    }

    /// <summary>The interpreter itself, where the python3 of PATH is a shim.</summary>
    public static string Python() =>
        Shell(Account.Caller, "python3 -c 'import sys; print(sys.executable)'").Lines is [var path, ..] ? path : Tool("python3");

    /// <summary>A TCP port of loopback that nobody uses.</summary>
    public static int FreePort()
    {
        using TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }

    private static int AskAbi()
    {
        string answer = Run(Account.Caller, [Probe, "landlock-abi"]).Lines[0];
        int abi = answer.Split("=0 ") is [_, var number] ? int.Parse(number, CultureInfo.InvariantCulture) : 0;
        string? expected = Environment.GetEnvironmentVariable("LANDRUN_EXPECT_ABI");
        return expected is null || expected == abi.ToString(CultureInfo.InvariantCulture)
            ? abi
            : throw new InvalidOperationException($"this kernel answers {answer}, LANDRUN_EXPECT_ABI says {expected}");
    }

    private static string FindRepository()
    {
        DirectoryInfo directory = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "global.json")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException("not inside the repository");
        }

        return directory.FullName;
    }

    private static string Prepare()
    {
        string folder = Directory.CreateTempSubdirectory("landrun-e2e-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        File.Copy(Environment.GetEnvironmentVariable("LANDRUN_BINARY") ?? FindRepository() + "/out/landrun", folder + "/landrun");
        string? built = Environment.GetEnvironmentVariable("LANDRUN_PROGRAMS");
        foreach (string program in new[] { "probe", "escape", "watched" })
        {
            if (built is not null)
            {
                File.Copy(built + "/" + program, folder + "/" + program);
                continue;
            }

            using Process compiler = Process.Start(
                "gcc", ["-static", "-O1", "-Wall", "-Wextra", "-Werror", "-o", folder + "/" + program, AppContext.BaseDirectory + "/" + program + ".c"]);
            compiler.WaitForExit();
            Assert.Equal(0, compiler.ExitCode);
        }

        using Process open = Process.Start("chmod", ["-R", "a+rX", folder]);
        open.WaitForExit();
        return folder;
    }
}
