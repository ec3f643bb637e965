using Landrun.Interop;
using Landrun.Landlock;
using Landrun.Landlock.Kernel;
using Landrun.Limits;
using Landrun.Policy;

namespace Landrun.CommandLine;

/// <summary>What the command line asks for, checked but not yet looked up anywhere.</summary>
internal unsafe struct LaunchRequest
{
    public NativeList<PathGrant> Paths;
    public NativeList<PortGrant> Ports;

    /// <summary>What <c>--deny</c> names, without rights; once prepared, by the paths that /proc names.</summary>
    public NativeList<PathGrant> Denied;

    /// <summary>What <c>--env</c> names: <c>NAME</c>, <c>PREFIX_*</c> or <c>NAME=VALUE</c>.</summary>
    public NativeList<nint> Variables;

    public EnvironmentMode Environment;
    public RestrictOptions LogOptions;

    /// <summary>The highest ABI to use.</summary>
    public int AbiLimit;

    /// <summary>The level that was asked for, if one was.</summary>
    public LogLevel? LogLevel;

    public Room Room;

    /// <summary>What <c>--why</c> asks.</summary>
    public NativeList<nint> Questions;

    public ReportForm Form;

    /// <summary>Some option speaks of execution, whatever <see cref="Paths"/> still show of it.</summary>
    public bool StatesExecution;

    /// <summary>Whether the command is watched, and to what end.</summary>
    public TraceMode Trace;

    /// <summary>Where to write the learned policy; null for nowhere.</summary>
    public byte* LearnFile;

    public bool ExecuteEverywhere;
    public bool AddExec;
    public bool Ldd;
    public bool IgnoreMissing;
    public bool NoMetadata;
    public bool UnrestrictedFilesystem;
    public bool UnrestrictedNetwork;
    public bool UnrestrictedScoped;
    public bool Strict;
    public bool Dns;
    public bool NoDns;
    public bool NoSeccomp;

    /// <summary>Which options were given, a bit each.</summary>
    public ulong Seen;

    /// <summary>The profiles and policies that add to this request; <see cref="Preparation"/> reads them.</summary>
    public NativeList<PolicySource> Sources;

    /// <summary>What a policy of another's format leaves unrestricted.</summary>
    public AccessMasks LeftAlone;

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

    /// <summary>Where the command was found, where a room has looked for it already.</summary>
    public byte* CommandPath;

    /// <summary>All words as they were typed, with a null behind the last; null where the command is not watched. In
    /// <see cref="Words"/> the lists are taken apart.</summary>
    public byte** Typed;

    /// <summary>All words behind the program's own name, with a null behind the last.</summary>
    public byte** Words;

    /// <summary>The environment that landrun was started with.</summary>
    public byte** Inherited;

    /// <summary>Whether a command is to be run that may need an end; a profile may yet name it.</summary>
    public readonly bool IsTimed => Timeout != 0 && Room == Room.None;

    /// <summary>Whether a room of the managed part answers this request, or adds to it before it is launched.</summary>
    public readonly bool NeedsRuntime => Room != Room.None || Sources.Count > 0 || Ldd || Denied.Count > 0;

    public readonly bool Has(Option option) => (Seen & (1UL << (int)option)) != 0;
}
