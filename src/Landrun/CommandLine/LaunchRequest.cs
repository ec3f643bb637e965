using Landrun.Interop;
using Landrun.Landlock;
using Landrun.Limits;
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
    public bool NoMetadata;
    public bool UnrestrictedFilesystem;
    public bool UnrestrictedNetwork;
    public bool UnrestrictedScoped;
    public bool Strict;
    public bool Dns;
    public bool NoDns;
    public bool NoSeccomp;

    /// <summary>Descriptors to pass on besides 0 to 2.</summary>
    public NativeList<int> Descriptors;

    public bool KeepAllDescriptors;

    /// <summary>Capabilities to keep besides the usual ones, a bit each.</summary>
    public ulong Capabilities;

    public NativeList<LimitGrant> Limits;

    /// <summary>After how many milliseconds the command ends; 0 for never.</summary>
    public long Timeout;

    /// <summary>A report is for programs.</summary>
    public bool Json;

    /// <summary>What <c>--try</c> names; null without it.</summary>
    public byte* TryTargets;

    /// <summary>The command and its arguments, with a null behind the last.</summary>
    public byte** Command;

    /// <summary>All words behind the program's own name, with a null behind the last.</summary>
    public byte** Words;

    /// <summary>The environment that landrun was started with.</summary>
    public byte** Inherited;

    /// <summary>Whether there is a command that may need an end.</summary>
    public readonly bool IsTimed => Timeout != 0 && Command != null && *Command != null;

    /// <summary>Whether a room of the managed part answers this request, or adds to it before it is launched.</summary>
    public readonly bool NeedsRuntime => Room != Room.None;
}
