using Landrun.Interop;
using Landrun.Landlock;
using Landrun.Policy;

namespace Landrun.CommandLine;

/// <summary>What the command line asks for, checked but not yet looked up anywhere.</summary>
internal unsafe struct LaunchRequest
{
    public NativeList<PathGrant> Paths;
    public NativeList<PortGrant> Ports;

    /// <summary>What <c>--env</c> names: <c>NAME</c>, <c>PREFIX_*</c> or <c>NAME=VALUE</c>.</summary>
    public NativeList<nint> Variables;

    public EnvironmentMode Environment;
    public RestrictOptions LogOptions;

    /// <summary>The highest ABI to use.</summary>
    public int AbiLimit;

    /// <summary>The level that was asked for, if one was.</summary>
    public LogLevel? LogLevel;

    public Room Room;
    public bool ExecuteEverywhere;
    public bool AddExec;
    public bool IgnoreMissing;
    public bool UnrestrictedFilesystem;
    public bool UnrestrictedNetwork;
    public bool UnrestrictedScoped;
    public bool Strict;

    /// <summary>The command and its arguments, with a null behind the last.</summary>
    public byte** Command;
}
