using Landrun.CommandLine;
using Landrun.Interop;
using Landrun.Landlock;
using Landrun.Landlock.Kernel;
using Landrun.Policy;

namespace Landrun.Launch;

/// <summary>All that is known of a launch before anything is restricted. <see cref="Entry.Launch"/> carries it out; the reports look
/// at it.</summary>
internal unsafe struct PreparedLaunch
{
    /// <summary>The file to execute; null where a report was asked for without a command.</summary>
    public byte* Path;

    public SandboxPolicy Policy;
    public ExecutableChain Chain;
    public byte** Environment;

    /// <summary>The highest ABI to use.</summary>
    public int AbiLimit;

    public bool Strict;
    public LogLevel Level;

    /// <returns>The exit status where nothing may be run, and was said why; else <see cref="ExitStatus.None"/>.</returns>
    public static int From(in LaunchRequest request, out PreparedLaunch launch)
    {
        launch = default;
        if (!MessageLevel.Choose(request.LogLevel, request.Inherited, out launch.Level) || !Descriptors.CloseUnnamed(request))
        {
            return ExitStatus.Failed;
        }

        launch.Path = request.CommandPath;
        if (launch.Path == null && *request.Command != null)
        {
            launch.Path = CommandLookup.Find(*request.Command, EnvironmentBlock.Get(request.Inherited, "PATH"u8), out Errno error);
            if (launch.Path == null)
            {
                return CommandLookup.Report(*request.Command, error);
            }
        }

        launch.AbiLimit = request.AbiLimit;
        launch.Strict = request.Strict;
        launch.Environment = ChildEnvironment.From(request);
        launch.Policy = SandboxPolicy.From(request);
        launch.Policy.Options |= TracerLink.IsAudited ? RestrictOptions.LogNewExecOn : RestrictOptions.None;
        bool toSay = launch.Level >= LogLevel.Info;
        if (launch.Path != null && (launch.Policy.CommandRights != FileSystemRights.None || request.Denied.Count > 0 || toSay))
        {
            ChainReader.Read(launch.Path, launch.Environment, out launch.Chain);
        }

        if (launch.Path != null && toSay && !request.Ldd)
        {
            StartFailure.WarnOfLibraries(launch.Chain, launch.Policy);
        }

        if (request.Denied.Count > 0 && launch.IsCommandDenied())
        {
            return ExitStatus.Failed;
        }

        return ExitStatus.None;
    }

    /// <summary>Whether <c>--deny</c> closes the command or an interpreter of it; then that is said.</summary>
    private readonly bool IsCommandDenied()
    {
        for (int index = 0; index < Chain.Count; index++)
        {
            ExecutableFile file = Chain[index];
            if (file.Descriptor >= 0
                && DeniedPaths.RelationOf(file.Descriptor, Rights.Start, Policy.Denied) != DeniedRelation.Apart)
            {
                Message.Begin().Text("--deny closes "u8).Quoted(file.Path).Text(index == 0 ? ", the command itself"u8 : ", an interpreter of the command"u8)
                    .Text("; nothing was run"u8).Send();
                return true;
            }
        }

        return false;
    }
}
