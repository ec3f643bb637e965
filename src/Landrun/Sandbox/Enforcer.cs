using System.Runtime.CompilerServices;
using Landrun.CommandLine;
using Landrun.Interop;
using Landrun.Landlock;
using Landrun.Landlock.Kernel;
using Landrun.Launch;
using Landrun.Policy;
using Landrun.Sandbox.Seccomp;

namespace Landrun.Sandbox;

/// <summary>Carries a policy out: asks the kernel what it can, says what it can't, makes the ruleset and enters it. Whatever goes
/// wrong is said, and the caller must run nothing.</summary>
internal unsafe ref struct Enforcer
{
    /// <summary>Descriptors from here on are closed when their rule is made. Those below close at execve(2), at no cost.</summary>
    private const int FewDescriptors = 32;

    private readonly LogLevel level;
    private readonly bool strict;
    private int ruleset;
    private RulesetPlan plan;

    /// <summary>What the filter closes.</summary>
    private Closings closings;

    private bool failed;
    private NativeList<PathGrant> missing;

    /// <summary>What must stay closed, whatever is allowed around it.</summary>
    private NativeList<PathGrant> denied;

    /// <summary>Where a rehearsal writes down what it does; null where this is no rehearsal.</summary>
    private readonly Rehearsal* record;

    private Enforcer(bool strict, LogLevel level, Rehearsal* record)
    {
        this.strict = strict;
        this.level = level;
        this.record = record;
    }

    /// <summary>Restricts this thread, and so whatever it executes.</summary>
    /// <returns>False where nothing may be run.</returns>
    public static bool Enforce(in PreparedLaunch launch)
    {
        Enforcer enforcer = new(launch.Strict, launch.Level, null);
        return enforcer.Make(launch)
            && enforcer.Enter()
            && Capabilities.Lower(launch.Policy.Capabilities)
            && enforcer.InstallFilter(launch.Policy.Trace == TraceMode.Explain)
            && (launch.Policy.Trace == TraceMode.None || InstallTraceFilter(notifies: !Machine.IsArm));
    }

    /// <summary>Does all that comes before entering the sandbox, and writes it down. An ABI that this kernel doesn't have is planned
    /// for as well; its answers are then foreseen.</summary>
    /// <returns>False where nothing could be run.</returns>
    public static bool Rehearse(in PreparedLaunch launch, out Rehearsal rehearsal)
    {
        rehearsal = default;
        fixed (Rehearsal* pointer = &rehearsal)
        {
            Enforcer enforcer = new(launch.Strict, launch.Level, pointer);
            return enforcer.Make(launch);
        }
    }

    private bool Make(in PreparedLaunch launch) =>
        Plan(launch.Policy, launch.AbiLimit)
        && Announce(launch.Policy)
        && MakeRuleset(launch.Policy)
        && AddRules(launch.Policy, launch.Chain);

    private bool Plan(in SandboxPolicy policy, int abiLimit)
    {
        int abi = SystemCalls.GetAbi();
        if (abi < 0)
        {
            if ((Errno)(-abi) is not (Errno.ENOSYS or Errno.EOPNOTSUPP))
            {
                Message.Begin().Text("can't ask the kernel for Landlock: "u8).Error((Errno)(-abi))
                    .Text("; is a seccomp filter of a container in the way? Nothing was run"u8).Send();
                return false;
            }

            abi = 0;
        }

        bool foreseen = record != null && abiLimit != int.MaxValue;
        plan = RulesetPlan.For(foreseen ? Math.Min(AbiTable.Newest, abiLimit) : Math.Min(abi, abiLimit), policy.Closed, policy.Options);
        if (record != null)
        {
            record->KernelAbi = abi;
        }

        if (level >= LogLevel.Debug)
        {
            Message.Begin().Text("Landlock: this kernel has ABI "u8).Number(abi).Text(", used is ABI "u8).Number(plan.Abi).Send();
        }

        return true;
    }

    /// <summary>Settles what the filter closes, and says each promise that can't be kept.</summary>
    private bool Announce(in SandboxPolicy policy)
    {
        Closings needed = FilterPlan.For(policy, plan);
        closings = policy.NoSeccomp || !Libc.HasSeccomp() ? Closings.None : FilterPlan.Possible(policy, needed);
        bool kept = true;
        for (int index = 0; index < PromiseTable.Count; index++)
        {
            PromiseRow row = PromiseTable.Row(index);
            if (PromiseTable.IsBroken(row, plan.Dropped, needed, closings))
            {
                kept = false;
                if (record == null && (strict || level >= Level(row, policy)))
                {
                    Lack(row);
                }
            }
        }

        if (plan.DroppedOptions != RestrictOptions.None || (policy.Quiet && !plan.KnowsQuiet))
        {
            kept = false;
            Message.Begin().Text("NOT done: what "u8)
                .Text(plan.DroppedOptions == RestrictOptions.None ? "--quiet asks for; Linux 7.2"u8 : "--log-* asks for; Linux 6.15"u8)
                .Text(" would, Landlock here has ABI "u8).Number(plan.Abi).Send();
        }

        if (policy.Closed.Scopes == Scopes.None && (closings & Closings.Unix) != Closings.None && level >= LogLevel.Info)
        {
            Message.Begin().Text("abstract unix sockets stay closed: before Linux 7.1 only all unix sockets can be opened, with --unix"u8)
                .Send();
        }

        if (strict && !kept)
        {
            Message.Begin().Text("--strict: nothing was run; without it, the command runs with what can be enforced"u8).Send();
        }

        if (record != null)
        {
            record->Needed = needed;
            record->Closings = closings;
            record->Refused = strict && !kept;
        }

        return !strict || kept || record != null;
    }

    /// <summary>How loudly a broken promise is said: what the user gave up knowingly, or needs for names alone, at info; what another
    /// option relies on, as an error.</summary>
    private static LogLevel Level(in PromiseRow row, in SandboxPolicy policy) =>
        policy.IsTimed && (row.Rights.Scopes & Scopes.Signal) != Scopes.None ? LogLevel.Error
        : (policy.NoSeccomp && row.Rights.IsEmpty) || (policy.UdpIsImplied && (row.Closings & Closings.Udp) != Closings.None)
            ? LogLevel.Info
            : row.Level;

    private readonly void Lack(in PromiseRow row)
    {
        Message message = Message.Begin();
        message.Text("NOT enforced: "u8).Text(row.What);
        if (row.Rights.IsEmpty)
        {
            message.Text(" ("u8).Text(row.Remedy).Text(")"u8).Send();
            return;
        }

        int abi = PromiseTable.Abi(row);
        message.Text(" (Linux "u8).Text(AbiTable.Row(abi).Linux).Text(" would; Landlock here "u8);
        _ = plan.Abi == 0
            ? message.Text("is off: boot with lsm=landlock,... or a kernel that has it)"u8)
            : message.Text("has ABI "u8).Number(plan.Abi).Text(", not "u8).Number(abi).Text(")"u8);
        message.Send();
    }

    private bool MakeRuleset(in SandboxPolicy policy)
    {
        ruleset = -1;
        denied = policy.Denied;
        plan.Quiet = policy.Quiet && plan.KnowsQuiet ? plan.Handled : default;
        if (record != null)
        {
            record->Plan = plan;
        }

        if (plan.Handled.IsEmpty || (record != null && plan.Abi > record->KernelAbi))
        {
            return true;
        }

        ruleset = SystemCalls.CreateRuleset(plan.Attributes, plan.AttributesSize);
        return ruleset >= 0 || Fail("can't make a Landlock ruleset: "u8, (Errno)(-ruleset));
    }

    private bool AddRules(in SandboxPolicy policy, in ExecutableChain command)
    {
        // A path that is wrong is wrong on a kernel without Landlock too.
        for (int index = 0; index < policy.Paths.Count && policy.Closed.FileSystem != FileSystemRights.None; index++)
        {
            AddPath(policy.Paths[index], policy.IgnoreMissing);
        }

        if (plan.Handled.FileSystem != FileSystemRights.None)
        {
            AddNullDevice();
            for (int index = 0; index < command.Count && policy.CommandRights != FileSystemRights.None; index++)
            {
                AddCommand(command[index], policy.CommandRights);
            }
        }

        if (missing.Count > 0)
        {
            ReportMissing();
        }

        for (int index = 0; index < policy.Ports.Count && !failed; index++)
        {
            AddPorts(policy.Ports[index]);
        }

        return !failed;
    }

    private void AddPath(in PathGrant grant, bool ignoreMissing)
    {
        int descriptor = grant.IsExact
            ? Libc.OpenExactly(grant.Path, Libc.O_PATH | Libc.O_CLOEXEC)
            : Libc.Open(grant.Path, Libc.O_PATH | Libc.O_CLOEXEC);
        if (descriptor < 0)
        {
            Unopened(grant, (Errno)(-descriptor), ignoreMissing);
            return;
        }

        if (Denies(descriptor, grant))
        {
            return;
        }

        if (grant.Checked != null && (Libc.Stat(descriptor, out FileStatus status) != 0 || !status.IsSameFile(*grant.Checked)))
        {
            // Who can write there may have put a link to a secret in its place.
            Message.Begin().Grant(grant).Text(": was replaced while landrun was reading it; nothing was run"u8).Send();
            failed = true;
            return;
        }

        FileSystemRights rights = grant.Rights & plan.Handled.FileSystem;
        Errno added = plan.Handled.FileSystem == FileSystemRights.None ? Misfit(grant.Rights, descriptor)
            : grant.Origin.Option == Option.Quiet ? AddQuiet(descriptor)
            : AddRule(rights, descriptor);
        if (added == Errno.EINVAL)
        {
            // Not a directory: what means nothing on it is left out, unless nothing else was asked for.
            rights &= RightTable.OnFile();
            if ((grant.Rights & RightTable.OnFile()) == FileSystemRights.None)
            {
                Message.Begin().Grant(grant).Text(": "u8).Rights(grant.Rights)
                    .Text(" only means something on a directory, and this is none; nothing was run"u8).Send();
                failed = true;
                return;
            }

            added = AddRule(rights, descriptor);
        }

        // EBADFD: a pipe or another nameless file, which Landlock never restricts.
        if (added is not (Errno.None or Errno.EBADFD))
        {
            Fail(grant, added);
        }
        else if (level >= LogLevel.Debug && ruleset >= 0)
        {
            Message.Begin().Text("allow "u8).Rights(rights).Text(" on "u8).Quoted(grant.Path).Text(" ("u8)
                .Origin(grant.Origin).Text(")"u8).Send();
        }

        if (added == Errno.None)
        {
            Record(descriptor, grant.Path, rights, grant.Origin, RuleSource.Grant);
        }

        if (descriptor >= FewDescriptors)
        {
            Libc.Close(descriptor);
        }
    }

    private void Unopened(in PathGrant grant, Errno errno, bool ignoreMissing)
    {
        // What was listed a moment ago and is now a symbolic link leads elsewhere: it stays closed.
        bool replaced = grant.IsExact && errno == Errno.ELOOP;
        if (!replaced && errno is not (Errno.ENOENT or Errno.ENOTDIR))
        {
            Fail(grant, errno);
        }
        else if (!replaced && !ignoreMissing && !grant.Optional)
        {
            missing.Add(grant);
        }
        else
        {
            if (level >= LogLevel.Info)
            {
                Message.Begin().Text("skipped, as it does not exist: "u8).Grant(grant).Send();
            }

            if (record != null)
            {
                record->Skipped.Add(grant);
            }
        }
    }

    /// <summary>Whether a grant must not become a rule, as it would open what <c>--deny</c> closes.</summary>
    private bool Denies(int descriptor, in PathGrant grant)
    {
        switch (denied.Count == 0 || grant.Rights == FileSystemRights.None ? DeniedRelation.Apart : DeniedPaths.RelationOf(descriptor, grant.Rights, denied))
        {
            case DeniedRelation.Apart:
                return false;
            case DeniedRelation.Inside:
                if (level >= LogLevel.Info)
                {
                    Message.Begin().Text("closed by --deny: "u8).Grant(grant).Send();
                }

                return true;
            default:
                // The policy was made so that no rule lies above: something was moved since, or /proc doesn't tell.
                Message.Begin().Grant(grant).Text(": this would open again what --deny closes: something was moved while landrun was "u8)
                    .Text("starting, or /proc is not mounted; nothing was run"u8).Send();
                failed = true;
                return true;
        }
    }

    private readonly bool IsDenied(int descriptor, FileSystemRights rights) =>
        denied.Count > 0 && DeniedPaths.RelationOf(descriptor, rights, denied) != DeniedRelation.Apart;

    /// <summary>What the kernel would answer to rights that only mean something on a directory.</summary>
    private static Errno Misfit(FileSystemRights rights, int descriptor) =>
        rights != FileSystemRights.None
        && (rights & RightTable.OnFile()) == FileSystemRights.None
        && !IsDirectory(descriptor)
            ? Errno.EINVAL
            : Errno.None;

    /// <summary>Without a ruleset, for an ABI that this kernel doesn't have, what the kernel would answer is foreseen.</summary>
    private readonly Errno AddRule(FileSystemRights rights, int descriptor) =>
        rights == FileSystemRights.None ? Errno.None
        : ruleset >= 0 ? (Errno)(-SystemCalls.AddPathRule(ruleset, rights, descriptor))
        : (rights & ~RightTable.OnFile()) != FileSystemRights.None && !IsDirectory(descriptor) ? Errno.EINVAL
        : Errno.None;

    private readonly Errno AddQuiet(int descriptor) =>
        plan.KnowsQuiet && ruleset >= 0
            ? (Errno)(-SystemCalls.AddPathRule(ruleset, FileSystemRights.None, descriptor, quiet: true))
            : Errno.None;

    private readonly void Record(int descriptor, byte* given, FileSystemRights rights, Origin origin, RuleSource source)
    {
        if (record != null && rights != FileSystemRights.None && Libc.Stat(descriptor, out FileStatus status) == 0)
        {
            record->Rules.Add(new ResolvedRule
            {
                Given = given,
                Resolved = DescriptorPath.Copy(descriptor),
                Rights = rights,
                Origin = origin,
                Source = source,
                IsDirectory = status.IsDirectory,
                File = FileIdentity.Of(status),
            });
        }
    }

    private static bool IsDirectory(int descriptor) => Libc.Stat(descriptor, out FileStatus status) == 0 && status.IsDirectory;

    /// <summary>Opens /dev/null, if it is the null device: a file of that name could keep what is written to it.</summary>
    private void AddNullDevice()
    {
        fixed (byte* path = "/dev/null"u8)
        {
            int descriptor = Libc.Open(path, Libc.O_PATH | Libc.O_CLOEXEC);
            FileSystemRights rights = Rights.NullDevice & plan.Handled.FileSystem;
            if (descriptor < 0 || Libc.Stat(descriptor, out FileStatus status) != 0 || !status.IsNullDevice || IsDenied(descriptor, rights))
            {
                return;
            }

            Errno error = AddRule(rights, descriptor);
            if (error != Errno.None)
            {
                Fail("can't allow /dev/null: "u8, error);
            }

            Record(descriptor, path, rights, default, RuleSource.NullDevice);
        }
    }

    private void AddCommand(in ExecutableFile file, FileSystemRights rights)
    {
        // What is missing, or is a directory, gets no rule; execve(2) will refuse it and that will be explained.
        if (file.Descriptor < 0 || rights == FileSystemRights.None)
        {
            return;
        }

        Errno error = AddRule(rights & plan.Handled.FileSystem, file.Descriptor);
        Record(file.Descriptor, file.Path, rights & plan.Handled.FileSystem, default, RuleSource.Command);
        if (error != Errno.None)
        {
            Message.Begin().Text("can't allow "u8).Quoted(file.Path).Text(" to be executed: "u8).Error(error)
                .Text("; nothing was run"u8).Send();
            failed = true;
        }
        else if (level >= LogLevel.Debug)
        {
            Message.Begin().Text("allow "u8).Rights(rights).Text(" on "u8).Quoted(file.Path).Text(" (to start the command)"u8).Send();
        }
    }

    private void AddPorts(in PortGrant grant)
    {
        if (record != null)
        {
            record->Ports.Add(grant);
        }

        NetworkRights rights = grant.Rights & plan.Handled.Network;
        if (rights == NetworkRights.None)
        {
            return;
        }

        for (int port = grant.First; port <= grant.Last && ruleset >= 0; port++)
        {
            int error = SystemCalls.AddPortRule(ruleset, rights, (ushort)port);
            if (error != 0)
            {
                Message.Begin().Origin(grant.Origin).Text(" "u8).Number(port).Text(": "u8)
                    .Error((Errno)(-error)).Text("; nothing was run"u8).Send();
                failed = true;
                return;
            }
        }

        if (level >= LogLevel.Debug)
        {
            Message.Begin().Text("allow ports "u8).Number(grant.First).Text("-"u8).Number(grant.Last).Text(" ("u8)
                .Origin(grant.Origin).Text(")"u8).Send();
        }
    }

    private bool Enter()
    {
        // From ABI 11 on, the restriction sets no_new_privs itself, if and only if it succeeds.
        RestrictOptions noNewPrivileges = ruleset < 0 ? RestrictOptions.None : AbiTable.KnownOptions(plan.Abi) & RestrictOptions.NoNewPrivileges;
        int error = noNewPrivileges == RestrictOptions.None ? SystemCalls.SetNoNewPrivileges() : 0;
        if (error != 0)
        {
            return Fail("can't set no_new_privs: "u8, (Errno)(-error));
        }

        error = ruleset < 0 ? 0 : SystemCalls.RestrictSelf(ruleset, plan.Options | noNewPrivileges);
        return error == 0 || ((Errno)(-error) == Errno.E2BIG
            ? FailTooDeep()
            : Fail("can't enter the sandbox: "u8, (Errno)(-error)));
    }

    [SkipLocalsInit]
    private readonly bool InstallFilter(bool traps)
    {
        if (closings == Closings.None)
        {
            return true;
        }

        Span<BpfInstruction> program = stackalloc BpfInstruction[FilterBuilder.Capacity];
        int length = FilterBuilder.Build(closings, Machine.IsArm, program, traps);
        Errno error = Libc.InstallFilter(program[..length]);
        if (error != Errno.None)
        {
            Message.Begin().Text("can't install the seccomp filter: "u8).Error(error)
                .Text("; nothing was run (--no-seccomp does without)"u8).Send();
        }
        else if (level >= LogLevel.Debug)
        {
            Message.Begin().Text("seccomp filter: "u8).Number(length).Text(" instructions"u8).Send();
        }

        return error == Errno.None;
    }

    /// <summary>Lets the kernel stop at the system calls that are watched. It refuses nothing: of two filters, the stricter counts.</summary>
    /// <param name="notifies">Whether reading goes to a listener. Not on arm64: there the tracer couldn't mend a call that a signal interrupted
    /// before the listener had it.</param>
    [SkipLocalsInit]
    private static bool InstallTraceFilter(bool notifies)
    {
        Span<BpfInstruction> program = stackalloc BpfInstruction[TraceFilterBuilder.Capacity];
        int length = TraceFilterBuilder.Build(Machine.IsArm, notifies, program);
        if (notifies)
        {
            int listener = Libc.HasSeccomp() ? Libc.InstallListeningFilter(program[..length]) : -(int)Errno.ENOSYS;
            if (listener >= 0)
            {
                // A watched call: stopped at it, this process lets the tracer take the listener.
                CallListener.Synchronise(listener);
                Libc.Close(listener);
                return true;
            }

            // An older kernel, or a container whose own filter has a listener: the slower way sees the same.
            return InstallTraceFilter(notifies: false);
        }

        Errno error = Libc.HasSeccomp() ? Libc.InstallFilter(program[..length]) : Errno.ENOSYS;
        if (error != Errno.None)
        {
            Message.Begin().Text("can't watch the command: no seccomp filter can be installed: "u8).Error(error)
                .Text("; nothing was run"u8).Send();
        }

        return error == Errno.None;
    }

    /// <summary>landlock_restrict_self(2) answers E2BIG at the seventeenth layer.</summary>
    private static bool FailTooDeep()
    {
        Message.Begin().Text("can't enter the sandbox: this process is inside 16 Landlock sandboxes already, as many as the kernel "u8)
            .Text("allows; start it less deeply nested. Nothing was run"u8).Send();
        return false;
    }

    private bool Fail(ReadOnlySpan<byte> what, Errno error)
    {
        Message.Begin().Text(what).Error(error).Text("; nothing was run"u8).Send();
        failed = true;
        return false;
    }

    private void Fail(in PathGrant grant, Errno error)
    {
        Message.Begin().Grant(grant).Text(": "u8).Error(error).Text("; nothing was run"u8).Send();
        failed = true;
    }

    private void ReportMissing()
    {
        bool tilde = false;
        Message message = Message.Begin();
        message.Text("no such path: "u8);
        for (int index = 0; index < missing.Count; index++)
        {
            PathGrant grant = missing[index];
            message.Text(index == 0 ? default : ", "u8).Grant(grant);
            tilde |= CString.Span(grant.Path).StartsWith("~/"u8);
        }

        message.Text("; nothing was run (--ignore-missing skips what does not exist"u8);
        message.Text(tilde ? "; the shell expands ~/ only at the start of a word: write $HOME/...)"u8 : ")"u8).Send();
        failed = true;
    }
}
