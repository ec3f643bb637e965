using Landrun.Interop;
using Landrun.Landlock;
using Landrun.Launch;

namespace Landrun.Policy;

/// <summary>Answers, as the kernel would, what a policy leaves of a right: for files the rules on the file itself and on every directory
/// above it count together. It remembers the files that the rules name as they are when it is made.</summary>
internal sealed unsafe class PolicyModel
{
    private readonly Dictionary<(ulong Device, ulong Inode), FileSystemRights> rules = [];
    private readonly List<PortGrant> ports = [];
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

    /// <summary>What of these rights the policy denies on a path without symbolic links. What does not exist is judged by what lies above.</summary>
    public FileSystemRights Lacking(string path, FileSystemRights wanted)
    {
        wanted &= closedPaths;
        for (string? place = path; place is not null && wanted != FileSystemRights.None; place = place is "/" ? null : Paths.DirectoryOf(place))
        {
            wanted &= ~Granted(place);
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

    private void Add(in FileStatus status, FileSystemRights rights)
    {
        rights = status.IsDirectory ? rights : rights & Landlock.Kernel.RightTable.OnFile();
        rules[Key(status)] = rules.GetValueOrDefault(Key(status)) | rights;
    }

    private static (ulong Device, ulong Inode) Key(in FileStatus status) => (((ulong)status.DeviceMajor << 32) | status.DeviceMinor, status.Inode);
}
