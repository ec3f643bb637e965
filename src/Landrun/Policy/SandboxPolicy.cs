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
    public RestrictOptions Options;

    /// <summary>What the command and its interpreters are granted by being named; none where the command line says itself what
    /// may be executed.</summary>
    public FileSystemRights CommandRights;

    /// <summary>Skip paths that do not exist.</summary>
    public bool IgnoreMissing;

    public static SandboxPolicy From(in LaunchRequest request)
    {
        AccessMasks closed = AccessMasks.Known(AbiTable.Newest);
        closed.FileSystem = request.UnrestrictedFilesystem ? FileSystemRights.None : closed.FileSystem;
        closed.Network = request.UnrestrictedNetwork ? NetworkRights.None : closed.Network;
        closed.Scopes = request.UnrestrictedScoped ? Scopes.None : closed.Scopes;

        // Unix socket paths belong to files: who opens all files opens them too, and resolve_unix is one of the rights above.
        SandboxPolicy policy = new()
        {
            Closed = closed,
            Paths = request.Paths,
            Ports = request.Ports,
            Options = request.LogOptions,
            IgnoreMissing = request.IgnoreMissing,
        };

        bool executionIsStated = request.ExecuteEverywhere || request.AddExec;
        for (int index = 0; index < policy.Paths.Count; index++)
        {
            ref PathGrant grant = ref policy.Paths[index];
            if (request.ExecuteEverywhere && grant.Origin is Option.Ro or Option.Rw)
            {
                grant.Rights |= FileSystemRights.Execute;
            }

            executionIsStated |= (grant.Rights & FileSystemRights.Execute) != 0;
        }

        // To execute a file, the kernel wants read_file as well. Granting execute alone to the command means: it may start if,
        // and only if, it lies beneath a path that the command line made readable. The kernel itself decides that.
        policy.CommandRights = request.AddExec ? Rights.Start
            : executionIsStated ? FileSystemRights.None
            : FileSystemRights.Execute;
        policy.CommandRights &= closed.FileSystem;
        return policy;
    }
}
