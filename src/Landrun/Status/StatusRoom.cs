using System.Globalization;
using Landrun.CommandLine;
using Landrun.Interop;
using Landrun.Landlock;
using Landrun.Landlock.Kernel;

namespace Landrun.Status;

/// <summary>What <c>--status</c> does: asks the kernel, then starts landrun twice on the same targets, once bare and once in its own
/// default sandbox, and compares.</summary>
internal static class StatusRoom
{
    /// <summary>A device that is opened in the sandbox, to see that ioctl(2) on it is refused. It answers any with ENOTTY.</summary>
    public const string Device = "/dev/zero";

    private const int SIGCHLD = 17;

    public static StatusReport Examine(in LaunchRequest request)
    {
        for (Option option = 0; option < Option.Count; option++)
        {
            if (request.Has(option) && option is not (Option.Status or Option.Json or Option.Abi or Option.NoSeccomp or Option.LogLevel))
            {
                throw new UserException($"--status tries the defaults: leave --{System.Text.Encoding.UTF8.GetString(OptionTable.Row(option).Name)} out (--abi, --no-seccomp and --json may stay)");
            }
        }

        // A caller that ignores SIGCHLD would make waiting for a child impossible.
        Libc.SetIgnored(SIGCHLD, ignored: false);
        LandlockSupport? support = Query();
        bool seccomp = Libc.HasSeccomp();
        using Bait bait = MakeBait();
        string self = Environment.ProcessPath ?? throw new UserException("--status: /proc is not mounted, so landrun can't find itself; mount it");
        string[] attempt = ["--try", bait.Targets.ToString()];
        List<string> sandboxed = ["--add-exec", "--fs", "read_file:" + Device];
        sandboxed.AddRange(request.AbiLimit == int.MaxValue ? [] : ["--abi", request.AbiLimit.ToString(CultureInfo.InvariantCulture)]);
        sandboxed.AddRange(request.NoSeccomp ? ["--no-seccomp"] : []);

        Errno[] outside = Run(request, bait, self, attempt);
        Errno[] inside = Run(request, bait, self, [.. sandboxed, "--", self, .. attempt]);
        int abi = Math.Min(support?.Abi ?? 0, request.AbiLimit);
        return new StatusReport
        {
            Kernel = File.ReadAllText("/proc/sys/kernel/osrelease").Trim(),
            Landlock = support?.Availability ?? Availability.NotBuiltIn,
            Abi = support?.Abi ?? 0,
            UsedAbi = abi,
            Errata = support?.Errata ?? Errata.None,
            Seccomp = seccomp,
            Audit = Audit.IsOn(),
            Promises = StatusReport.Judge(request, abi, seccomp, outside, inside),
            Advice = KernelAdvice.Here(support?.Availability, seccomp),
        };
    }

    private static Bait MakeBait()
    {
        try
        {
            return new Bait();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserException(
                $"--status: can't make files to try to reach beneath {Path.GetTempPath()}; set TMPDIR to a directory that may be written, and run it outside of any sandbox");
        }
    }

    /// <summary>Null where something before the kernel refuses the question.</summary>
    private static LandlockSupport? Query()
    {
        try
        {
            return LandlockSupport.Query();
        }
        catch (LandlockException)
        {
            return null;
        }
    }

    private static unsafe Errno[] Run(in LaunchRequest request, Bait bait, string self, string[] arguments)
    {
        // Both go to files beside the targets: nobody needs to read while the other writes.
        string output = bait.Targets.Folder + "/output";
        string errors = bait.Targets.Folder + "/errors";
        int status = Spawned.Run(self, arguments, [Targets.Variable + "=1", "LANDRUN_LOG_LEVEL=error"], request.Inherited, output, errors);
        if (status < 0)
        {
            throw new UserException($"--status: landrun can't start itself: {Shown.Error((Errno)(-status))}");
        }

        // What is not enforced is said there as well; here it is the report's to say.
        return AttemptRunner.Parse(File.ReadAllText(output)) ?? throw new UserException(
            $"--status: the sandboxed landrun ended with status {status}: {File.ReadAllText(errors).Trim().Split('\n')[^1]}");
    }
}
