using Landrun.Interop;
using Landrun.Landlock;
using Landrun.Launch;

namespace Landrun.Policy;

/// <summary>Answers, as the kernel would, what a policy leaves of a right: for files the rules on the file itself and on every directory
/// above it count together. It remembers the files that the rules name as they are when it is made.</summary>
internal sealed unsafe class PolicyModel
{
    private const int MostRemembered = 50_000;

    private readonly Dictionary<(ulong Device, ulong Inode), FileSystemRights> rules = [];

    /// <summary>What the rules give on a directory by its path.</summary>
    private readonly Dictionary<string, FileSystemRights> directories = new(StringComparer.Ordinal);

    private readonly List<PortGrant> ports = [];
    private bool hasPaths;
    private readonly FileSystemRights closedPaths;
    private readonly NetworkRights closedPorts;

    /// <param name="policy">The policy.</param>
    /// <param name="command">The files that the command's start takes.</param>
    /// <param name="enforcedPaths">What of the policy this kernel enforces on files.</param>
    /// <param name="enforcedPorts">What of it this kernel enforces on ports.</param>
    public PolicyModel(
        in SandboxPolicy policy, in ExecutableChain command, FileSystemRights enforcedPaths = ~FileSystemRights.None, NetworkRights enforcedPorts = ~NetworkRights.None)
    {
        closedPaths = policy.Closed.FileSystem & enforcedPaths;
        closedPorts = policy.Closed.Network & enforcedPorts;
        hasPaths = policy.Paths.Count > 0 || policy.CommandRights != FileSystemRights.None;
        for (int index = 0; index < policy.Paths.Count; index++)
        {
            PathGrant grant = policy.Paths[index];
            if (Libc.StatPath(grant.Path, out FileStatus status) == 0)
            {
                Add(status, grant.Rights);
            }
        }

        fixed (byte* nullDevice = "/dev/null"u8)
        {
            if (Libc.StatPath(nullDevice, out FileStatus status) == 0 && status.IsNullDevice)
            {
                Add(status, Rights.NullDevice);
            }
        }

        for (int index = 0; index < command.Count; index++)
        {
            if (command[index].Descriptor >= 0 && Libc.Stat(command[index].Descriptor, out FileStatus status) == 0)
            {
                Add(status, policy.CommandRights);
            }
        }

        for (int index = 0; index < policy.Ports.Count; index++)
        {
            ports.Add(policy.Ports[index]);
        }
    }

    /// <summary>Whether what was found out of directories is kept until <see cref="Forget"/>.</summary>
    public bool Remembers { get; init; }

    /// <summary>To be called when a directory may have been moved, replaced or removed.</summary>
    public void Forget() => directories.Clear();

    /// <summary>Adds a rule; a path that doesn't exist adds nothing.</summary>
    public void Grant(string path, FileSystemRights rights)
    {
        if (FileSystem.StatTarget(path, out FileStatus status))
        {
            hasPaths = true;
            Add(status, rights);
        }
    }

    public void Grant(PortGrant grant) => ports.Add(grant);

    /// <summary>What of these rights the policy denies on a path without symbolic links. What does not exist is judged by what lies above.</summary>
    public FileSystemRights Lacking(string path, FileSystemRights wanted)
    {
        wanted &= closedPaths;
        if (!hasPaths)
        {
            return path is "/dev/null" ? wanted & ~Granted(path) : wanted;
        }

        wanted &= ~Granted(path);
        for (string place = path; place is not "/" && wanted != FileSystemRights.None;)
        {
            place = Paths.DirectoryOf(place);
            wanted &= ~GrantedOnDirectory(place);
        }

        return wanted;
    }

    /// <summary>What the policy denies on a port.</summary>
    public NetworkRights Lacking(int port, NetworkRights wanted)
    {
        wanted &= closedPorts;
        foreach (PortGrant grant in ports)
        {
            if (port >= grant.First && port <= grant.Last)
            {
                wanted &= ~grant.Rights;
            }
        }

        return wanted;
    }

    private FileSystemRights Granted(string path) =>
        FileSystem.Stat(path, out FileStatus status) ? rules.GetValueOrDefault(Key(status)) : FileSystemRights.None;

    private FileSystemRights GrantedOnDirectory(string path)
    {
        if (!Remembers)
        {
            return Granted(path);
        }

        if (!directories.TryGetValue(path, out FileSystemRights rights))
        {
            if (directories.Count >= MostRemembered)
            {
                directories.Clear();
            }

            rights = Granted(path);
            directories.Add(path, rights);
        }

        return rights;
    }

    private void Add(in FileStatus status, FileSystemRights rights)
    {
        rights = status.IsDirectory ? rights : rights & Landlock.Kernel.RightTable.OnFile();
        rules[Key(status)] = rules.GetValueOrDefault(Key(status)) | rights;
    }

    private static (ulong Device, ulong Inode) Key(in FileStatus status) => (((ulong)status.DeviceMajor << 32) | status.DeviceMinor, status.Inode);
}
