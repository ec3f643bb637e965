using Landrun.CommandLine;
using Landrun.Interop;
using Landrun.Landlock;
using Landrun.Landlock.Kernel;
using Landrun.Launch;
using Landrun.Learning;
using Landrun.Learning.Calls;
using Landrun.Policy;

namespace Landrun.Explaining;

/// <summary>Judges what is refused to the command, and at its end says what to add.</summary>
internal sealed unsafe class ExplainWatcher : IWatcher
{
    private readonly LaunchRequest request;
    private readonly PathWalker walker;
    private readonly PolicyModel model;
    private readonly SandboxPolicy policy;
    private readonly CallReader reader;
    private readonly Judge judge;
    private readonly Surroundings surroundings;
    private readonly bool isLive;

    private readonly Dictionary<string, CountedDenial> denials = new(StringComparer.Ordinal);
    private readonly HashSet<int> failed = [];
    private readonly AuditTrail? audit;
    private int place;

    /// <summary>No process of the command has changed its user, groups, capabilities or namespaces yet.</summary>
    private bool hasOnePrivilege = true;

    public ExplainWatcher(in LaunchRequest request, PathWalker walker, AuditTrail? audit)
    {
        this.audit = audit;
        this.request = request;
        this.walker = walker;
        reader = new CallReader(walker);
        policy = SandboxPolicy.From(request);
        RulesetPlan plan = RulesetPlan.For(Math.Clamp(SystemCalls.GetAbi(), 0, request.AbiLimit), policy.Closed, policy.Options);
        ExecutableChain chain = policy.CommandRights == FileSystemRights.None ? default : ExecutableChain.Of(request);
        surroundings = Surroundings.Of(request);
        model = new PolicyModel(policy, chain, plan.Handled.FileSystem, plan.Handled.Network) { Remembers = true };
        judge = new Judge(model, surroundings);
        // A level that is none is said where the command is started.
        LogLevelSyntax.Parse(CString.Span(EnvironmentBlock.Get(request.Inherited, "LANDRUN_LOG_LEVEL"u8)), out LogLevel level);
        isLive = (request.LogLevel ?? level) >= LogLevel.Info;
    }

    public bool Before(TracedTask task)
    {
        if (WatchedCalls.ChangesPrivileges(task.Call))
        {
            hasOnePrivilege = false;
            return false;
        }

        // Of what is opened for reading, only what the policy or the file's mode may refuse is of interest: a stop costs more than to ask both.
        return !hasOnePrivilege || !task.IsToldOf || reader.Read(task, task.Call, task.Arguments)
            .Any(access => access.Path is not { } path || access.IsDevice || judge.Lacks(access) || !FileSystem.MayRead(path));
    }

    public void After(TracedTask task, long result)
    {
        const int EXDEV = 18;
        // Only what failed in a way that a sandbox makes it fail is looked at; nothing has changed since.
        if (result is -(long)Errno.EACCES or -(long)Errno.EPERM or -EXDEV)
        {
            foreach (Denial denial in judge.Of(task.Call, reader.Read(task, task.Call, task.Arguments), (int)-result))
            {
                Add(task, denial);
            }
        }
        else if (WatchedCalls.ChangesNames(task.Call))
        {
            walker.Forget();
            model.Forget();
        }
    }

    public bool MayWait(TracedTask task) => reader.MayWait(task);

    public void Refused(TracedTask task, int number, Errno errno) => Add(task, FilterExplanation.Of(task, number, errno, policy));

    public void Ended(int process, int status)
    {
        if (status != 0)
        {
            failed.Add(process);
        }
    }

    public void Ending()
    {
        audit?.Compare(denials);
        CountedDenial[] sorted = Ranking.Sort(denials.Values, failed);
        LearnedPolicy missing = Generaliser.Generalise(Needs.Of(sorted.SelectMany(counted => counted.Denial.Needs)), surroundings).KeepingTheStartOf(policy);
        ExplainReport.Print(sorted, missing, request, audit is not null && (request.LogOptions & RestrictOptions.LogNewExecOn) == RestrictOptions.None);
        Processes.Silence();
    }

    private void Add(TracedTask task, Denial denial)
    {
        audit?.Take();
        if (!denials.TryGetValue(denial.What, out CountedDenial? counted))
        {
            counted = new CountedDenial(denial);
            denials.Add(denial.What, counted);
            if (isLive)
            {
                ExplainReport.PrintLive(denial);
            }
        }

        counted.Count(task.Process, ++place);
    }
}
