using Landrun.CommandLine;
using Landrun.Interop;
using Landrun.Landlock;
using Landrun.Landlock.Kernel;
using Landrun.Launch;
using Landrun.Learning.Calls;
using Landrun.Policy;

namespace Landrun.Learning;

/// <summary>Records what the command accesses with success, and at its end prints the policy that allows it.</summary>
internal sealed class LearnWatcher : IWatcher
{
    /// <summary>A run with more is told so; the tracer's memory is limited, and the command would end with it.</summary>
    private const int MostPaths = 100_000;

    private readonly LaunchRequest request;
    private readonly PathWalker walker;
    private readonly CallReader reader;
    private readonly PolicyModel given;

    /// <summary>What the given options come to without watching.</summary>
    private readonly SandboxPolicy policy;

    private readonly Surroundings surroundings;
    private readonly HashSet<string> command = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SeenPath> paths = new(StringComparer.Ordinal);
    private readonly HashSet<SeenPort> ports = [];
    private readonly HashSet<Remark> remarks = [];
    private string? metadata;

    /// <summary>No process of the command has changed its user, groups, capabilities or namespaces yet.</summary>
    private bool hasOnePrivilege = true;

    public LearnWatcher(in LaunchRequest request, PathWalker walker)
    {
        this.request = request;
        this.walker = walker;
        reader = new CallReader(walker);
        LaunchRequest unwatched = request;
        unwatched.Trace = TraceMode.None;
        policy = SandboxPolicy.From(unwatched);
        if (policy.Paths.Count == 0 && policy.CommandRights == FileSystemRights.Execute)
        {
            // To execute without reading is of no use, and with no rule at all the many paths are judged at once.
            policy.CommandRights = FileSystemRights.None;
        }

        // It is asked at the end, all at once.
        given = new PolicyModel(policy, ExecutableChain.Of(request)) { Remembers = true };
        surroundings = Surroundings.Of(request);
    }

    public bool Before(TracedTask task)
    {
        if (WatchedCalls.ChangesPrivileges(task.Call))
        {
            hasOnePrivilege = false;
            return false;
        }

        task.Accesses = reader.Read(task, task.Call, task.Arguments);
        if (WatchedCalls.ChangesNames(task.Call))
        {
            return true;
        }

        // What is known already needs no second look. Nor does the reading of a file that this process may read as well, as long as
        // the command is the same user: a stop costs more than all that is done in it.
        if (task.Accesses.All(access => IsKnown(access)))
        {
            return false;
        }

        if (!hasOnePrivilege || !WatchedCalls.IsOpening(task.Call) || task.Accesses is not [{ Path: { } path, Rights: var rights, Creates: false, IsDevice: false, IsLink: false } access]
            || (rights & ~Rights.ReadOnly) != FileSystemRights.None || !FileSystem.MayRead(path))
        {
            return true;
        }

        Record(access, 0);
        return false;
    }

    public void After(TracedTask task, long result)
    {
        if (result < 0 && !IsBehindTheCheck((int)-result, task.Call))
        {
            return;
        }

        if (task.Call is WatchedCall.execve or WatchedCall.execveat && command.Count == 0)
        {
            command.UnionWith(task.Accesses.Where(access => access.Path is not null).Select(access => access.Path!));
        }

        foreach (Access access in task.Accesses)
        {
            Record(access, result);
        }

        if (WatchedCalls.ChangesNames(task.Call))
        {
            walker.Forget();
        }
    }

    public bool MayWait(TracedTask task) => reader.MayWait(task);

    public void Refused(TracedTask task, int number, Errno errno)
    {
    }

    public void Ended(int process, int status)
    {
    }

    public void Ending()
    {
        LearnedFile? file = OpenFile();
        LearnedPolicy before = file?.Policy ?? new LearnedPolicy();
        LearnedPolicy learned = Generaliser.Generalise(Observed(), surroundings).KeepingTheStartOf(policy).Beyond(before);
        LearnedPolicy all = learned.With(before).KeepingTheStartOf(policy);
        LearnReport.Print(learned, all, request, file?.Write(learned, all), paths.Count >= MostPaths);
        Processes.Silence();
    }

    /// <summary>The file that is learned into: what it has counts as given.</summary>
    private unsafe LearnedFile? OpenFile()
    {
        if (request.LearnFile == null)
        {
            return null;
        }

        List<string> words = [];
        for (byte** word = request.Command; *word != null; word++)
        {
            words.Add(FileSystem.Text(*word));
        }

        LearnedFile file = new(FileSystem.Text(request.LearnFile), words);
        foreach (LearnedRule rule in file.Policy.Rules)
        {
            given.Grant(rule.Path, rule.Rights);
        }

        foreach (LearnedPorts range in file.Policy.Ports)
        {
            given.Grant(new PortGrant { First = (ushort)range.First, Last = (ushort)range.Last, Rights = range.Right });
        }

        for (int index = 0; file.Policy.Dns && index < ResolverFiles.Count; index++)
        {
            given.Grant(FileSystem.Text(ResolverFiles.Path(index)), Rights.ReadOnly);
        }

        if (file.Policy.Dns)
        {
            given.Grant(new PortGrant { First = PortGeneraliser.NameServer, Last = PortGeneraliser.NameServer, Rights = NetworkRights.ConnectTcp | NetworkRights.ConnectSendUdp });
        }

        return file;
    }

    /// <summary>A failure that comes only after the kernel has asked Landlock: the access was allowed.</summary>
    private static bool IsBehindTheCheck(int errno, WatchedCall call)
    {
        const int ENOEXEC = 8;
        const int ENOTEMPTY = 39;
        const int ENOTCONN = 107;
        const int EADDRINUSE = 98;
        const int ENETUNREACH = 101;
        const int EISCONN = 106;
        const int ETIMEDOUT = 110;
        const int ECONNREFUSED = 111;
        const int EHOSTUNREACH = 113;
        const int EALREADY = 114;
        const int EINPROGRESS = 115;
        return call switch
        {
            WatchedCall.connect or WatchedCall.sendto or WatchedCall.sendmsg or WatchedCall.sendmmsg =>
                errno is ENETUNREACH or EISCONN or ETIMEDOUT or ECONNREFUSED or EHOSTUNREACH or EALREADY or EINPROGRESS or ENOTCONN,
            WatchedCall.bind => errno == EADDRINUSE,
            WatchedCall.execve or WatchedCall.execveat => errno == ENOEXEC,
            WatchedCall.rmdir or WatchedCall.unlinkat or WatchedCall.rename or WatchedCall.renameat or WatchedCall.renameat2 => errno is ENOTEMPTY,
            _ => false,
        };
    }

    private bool IsKnown(in Access access)
    {
        if (access.Remark != Remark.None || access.Creates)
        {
            return access.Remark == Remark.None ? access.Path is not null && paths.TryGetValue(access.Path, out SeenPath? made) && made.IsCreated : remarks.Contains(access.Remark);
        }

        if (access.Ports != NetworkRights.None)
        {
            return ports.Contains(new SeenPort(access.Ports, access.Port));
        }

        if (access.IsMetadata)
        {
            return metadata is not null;
        }

        bool seen = paths.TryGetValue(access.Path ?? string.Empty, out SeenPath? known);
        // A terminal or file that came open from outside needs no right of the sandbox's.
        return access.IsThroughDescriptor
            ? !seen || (access.Rights & ~known!.Rights) == FileSystemRights.None
            : seen && (access.Rights & ~known!.Rights) == FileSystemRights.None;
    }

    private void Record(in Access access, long result)
    {
        if (access.Remark != Remark.None)
        {
            remarks.Add(access.Remark);
        }
        else if (access.Ports != NetworkRights.None)
        {
            ports.Add(new SeenPort(access.Ports, access.Port));
        }
        else if (access.IsMetadata)
        {
            metadata ??= access.Path;
        }
        else if (access.Path is { } path && !(access.IsThroughDescriptor && (result < 0 || !paths.ContainsKey(path))))
        {
            RecordPath(path, access);
        }
    }

    private void RecordPath(string path, in Access access)
    {
        if (!paths.TryGetValue(path, out SeenPath? seen))
        {
            if (paths.Count >= MostPaths)
            {
                return;
            }

            seen = new SeenPath(path);
        }

        paths[path] = seen with
        {
            Rights = seen.Rights | access.Rights,
            Link = seen.Link ?? access.Link,
            IsDirectory = seen.IsDirectory || access.IsDirectory,
            IsCreated = seen.IsCreated || access.Creates,
        };
    }

    /// <summary>What the given options lack of what was seen.</summary>
    private Observations Observed() => new()
    {
        Paths =
        [
            .. paths.Values
                .Where(path => path.IsCreated || given.Lacking(path.Path, path.Rights) != FileSystemRights.None)
                .Select(path => path with
                {
                    Rights = path.IsCreated && given.Lacking(path.Path, path.Rights) == FileSystemRights.None ? FileSystemRights.None : path.Rights,
                    Remains = path.IsCreated && FileSystem.Exists(path.Path),
                }),
        ],
        Ports = [.. ports.Where(port => given.Lacking(port.Port, port.Right) != NetworkRights.None)],
        Remarks = remarks,
        Command = command,
        Metadata = request.UnrestrictedFilesystem ? null : metadata,
    };
}
