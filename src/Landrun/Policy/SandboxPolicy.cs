using Landrun.CommandLine;
using Landrun.Interop;
using Landrun.Landlock;
using Landrun.Landlock.Kernel;

namespace Landrun.Policy;

/// <summary>What is to be closed and what is to be opened, whatever the kernel.</summary>
internal struct SandboxPolicy
{
    /// <summary>What is closed unless a grant opens it.</summary>
    public AccessMasks Closed;

    public NativeList<PathGrant> Paths;
    public NativeList<PortGrant> Ports;

    /// <summary>What stays closed whatever is allowed, by the paths that /proc names. <see cref="Paths"/> leave it out already; the
    /// enforcer sees to it that no rule opens it again.</summary>
    public NativeList<PathGrant> Denied;

    public RestrictOptions Options;

    /// <summary>What the command and its interpreters are granted by being named; none where the command line says itself what
    /// may be executed.</summary>
    public FileSystemRights CommandRights;

    /// <summary>Skip paths that do not exist.</summary>
    public bool IgnoreMissing;

    /// <summary>Refuse changes of metadata even where files may be written.</summary>
    public bool NoMetadata;

    /// <summary>What the filter would close stays open.</summary>
    public bool NoSeccomp;

    /// <summary>Whether the command is watched, and to what end.</summary>
    public TraceMode Trace;

    /// <summary>UDP is open only because TCP connections need names.</summary>
    public bool UdpIsImplied;

    /// <summary>Capabilities to keep besides the usual ones.</summary>
    public ulong Capabilities;

    /// <summary>The command is to be ended by a process outside of the sandbox, which it therefore must not be able to signal.</summary>
    public bool IsTimed;

    /// <summary>Every right that some port has.</summary>
    public NetworkRights OpenedPorts;

    /// <summary>Every right that some path has.</summary>
    public FileSystemRights OpenedPaths;

    /// <summary>Some path's denials are to be kept out of the log.</summary>
    public bool Quiet;

    public readonly bool OpensUnixSockets => (OpenedPaths & FileSystemRights.ResolveUnix) != FileSystemRights.None;

    public readonly bool OpensWriting => (OpenedPaths & ~Rights.Harmless) != FileSystemRights.None;

    public static SandboxPolicy From(in LaunchRequest request)
    {
        AccessMasks closed = AccessMasks.Known(AbiTable.Newest);
        bool learning = request.Trace == TraceMode.Learn;
        closed.FileSystem = learning || request.UnrestrictedFilesystem ? FileSystemRights.None : closed.FileSystem;
        closed.Network = learning || request.UnrestrictedNetwork ? NetworkRights.None : closed.Network;
        closed.Scopes = request.UnrestrictedScoped ? Scopes.None : closed.Scopes;
        closed -= request.LeftAlone;
        SandboxPolicy policy = new()
        {
            Closed = closed,
            Paths = request.Paths,
            Ports = request.Ports,
            Denied = request.Denied,
            Options = request.LogOptions,
            IgnoreMissing = request.IgnoreMissing,
            NoMetadata = request.NoMetadata,
            NoSeccomp = request.NoSeccomp,
            Capabilities = request.Capabilities,
            IsTimed = request.IsTimed,
            Trace = request.Trace,
        };
        policy.SettlePaths(request.ExecuteEverywhere, request.StatesExecution, request.AddExec);
        policy.SettlePorts(request.Dns, request.NoDns);
        return policy;
    }

    private void SettlePaths(bool executeEverywhere, bool statesExecution, bool addExec)
    {
        FileSystemRights stated = FileSystemRights.None;
        for (int index = 0; index < Paths.Count; index++)
        {
            ref PathGrant grant = ref Paths[index];
            if (executeEverywhere && grant.Origin.Option is Option.Ro or Option.Rw)
            {
                grant.Rights |= FileSystemRights.Execute;
            }

            OpenedPaths |= grant.Rights;
            // --ldd lets the loader execute, and states nothing of the command.
            stated |= grant.Origin.Option == Option.Ldd ? FileSystemRights.None : grant.Rights;
            Quiet |= grant.Origin.Option == Option.Quiet;
        }

        // To execute a file, the kernel wants read_file as well. Granting execute alone to the command means: it may start if,
        // and only if, it lies beneath a path that the command line made readable. The kernel itself decides that.
        bool executionIsStated = executeEverywhere || statesExecution || (stated & FileSystemRights.Execute) != FileSystemRights.None;
        CommandRights = addExec ? Rights.Start : executionIsStated ? FileSystemRights.None : FileSystemRights.Execute;
        CommandRights &= Closed.FileSystem;
    }

    private unsafe void SettlePorts(bool dns, bool noDns)
    {
        NetworkRights named = NetworkRights.None;
        for (int index = 0; index < Ports.Count; index++)
        {
            OpenedPorts |= Ports[index].Rights;
            // A policy of another's format means its rules and no more.
            named |= Ports[index].Origin.Option == Option.Policy ? NetworkRights.None : Ports[index].Rights;
        }

        // Sending from a socket without a port binds it to an ephemeral one.
        bool names = dns || ((named & NetworkRights.ConnectTcp) != NetworkRights.None && !noDns);
        if ((named & NetworkRights.ConnectSendUdp) != NetworkRights.None)
        {
            AddPort(0, NetworkRights.BindUdp, Option.ConnectUdp);
        }
        else if (names)
        {
            UdpIsImplied = !dns && (OpenedPorts & NetworkRights.BindUdp) == NetworkRights.None;
            AddPort(0, NetworkRights.BindUdp, dns ? Option.Dns : Option.ConnectTcp);
        }

        if (names)
        {
            NetworkRights domain = dns ? NetworkRights.ConnectSendUdp | NetworkRights.ConnectTcp : NetworkRights.ConnectSendUdp;
            AddPort(53, domain, dns ? Option.Dns : Option.ConnectTcp);
        }

        for (int index = 0; dns && index < ResolverFiles.Count; index++)
        {
            Paths.Add(new PathGrant { Path = ResolverFiles.Path(index), Rights = Rights.ReadOnly, Origin = new Origin(Option.Dns), Optional = true });
        }
    }

    private unsafe void AddPort(ushort port, NetworkRights rights, Option origin)
    {
        Ports.Add(new PortGrant { First = port, Last = port, Rights = rights, Origin = new Origin(origin) });
        OpenedPorts |= rights;
    }
}
