using System.Text;
using Landrun.CommandLine;
using Landrun.Interop;
using Landrun.Landlock;
using Landrun.Landlock.Kernel;
using Landrun.Launch;
using Landrun.Policy;
using Landrun.Sandbox;
using Landrun.Sandbox.Seccomp;

namespace Landrun.Reports;

/// <summary>What <c>--why</c> answers: by the rules that the kernel took, and by trying, in the sandbox itself, what changes nothing.
/// Where the two disagree, what happened counts, and that is said.</summary>
internal sealed unsafe class Why
{
    private readonly Rehearsal rehearsal;
    private readonly PreparedLaunch launch;
    private readonly List<(byte[] Question, byte[]? Resolved, int First)> questions = [];

    /// <summary>What the rules say, and beside it what is to be tried.</summary>
    private readonly List<Answer> answers = [];

    private NativeList<Attempt> attempts;

    private Why(in PreparedLaunch launch, in Rehearsal rehearsal)
    {
        this.launch = launch;
        this.rehearsal = rehearsal;
    }

    /// <returns>The exit status: 0 where the questions were answered, whatever the answers.</returns>
    public static int Answer(in LaunchRequest request)
    {
        int status = PreparedLaunch.From(request, out PreparedLaunch launch);
        if (status != ExitStatus.None)
        {
            return status;
        }

        // Only what this kernel enforces is an answer.
        int abi = Math.Max(SystemCalls.GetAbi(), 0);
        launch.AbiLimit = Math.Min(launch.AbiLimit, abi);
        if (!Enforcer.Rehearse(launch with { Level = LogLevel.Error }, out Rehearsal rehearsal))
        {
            return ExitStatus.Failed;
        }

        Why why = new(launch, rehearsal);
        for (int index = 0; index < request.Questions.Count; index++)
        {
            why.Ask((byte*)request.Questions[index]);
        }

        if (!Trials.Make(launch, ref why.attempts))
        {
            return ExitStatus.Failed;
        }

        List<AnswerList> lists = why.Settle();
        Libc.Write(1, request.Json ? WhyReport.Json(lists) : Encoding.UTF8.GetBytes(WhyReport.Text(lists, Colour.IsWanted(request))));
        return ExitStatus.None;
    }

    private void Ask(byte* text)
    {
        QuestionSyntax question = QuestionSyntax.Parse(text);
        byte[] words = CString.Span(text).ToArray();
        switch (question.Kind)
        {
            case QuestionKind.TcpPort:
                questions.Add((words, null, answers.Count));
                AskPort("connect", NetworkRights.ConnectTcp, Closings.Tcp, Trial.ConnectTcp, question.Port, Option.ConnectTcp);
                AskPort("bind", NetworkRights.BindTcp, Closings.Tcp, Trial.BindTcp, question.Port, Option.BindTcp);
                break;
            case QuestionKind.UdpPort:
                questions.Add((words, null, answers.Count));
                AskPort("send", NetworkRights.ConnectSendUdp, Closings.Udp, Trial.ConnectUdp, question.Port, Option.ConnectUdp);
                AskPort("bind", NetworkRights.BindUdp, Closings.Udp, Trial.BindUdp, question.Port, Option.BindUdp);
                break;
            default:
                AskPath(words, question.Path, question.Kind == QuestionKind.UnixSocket);
                break;
        }
    }

    private void AskPort(string act, NetworkRights right, Closings closing, Trial trial, ushort port, Option option)
    {
        // There is no port 0 to connect to.
        if (port == 0 && option is (Option.ConnectTcp or Option.ConnectUdp))
        {
            return;
        }

        ReportedOrigin? rule = null;
        for (int index = 0; index < rehearsal.Ports.Count && rule is null; index++)
        {
            PortGrant grant = rehearsal.Ports[index];
            rule = grant.First <= port && port <= grant.Last && (grant.Rights & right) != NetworkRights.None
                ? ReportedOrigin.From(grant.Origin, RuleSource.Grant)
                : null;
        }

        bool filtered = (rehearsal.Closings & closing) != Closings.None;
        bool handled = (rehearsal.Plan.Handled.Network & right) != NetworkRights.None;
        bool allowed = !filtered && (!handled || rule is not null);
        string reason = filtered ? "the filter refuses such sockets, as no port of theirs is open"
            : rule is not null ? rule.Text
            : handled ? "no rule"
            : Unenforced((launch.Policy.Closed.Network & right) == NetworkRights.None, "--unrestricted-network");
        Add(
            new Answer(act, allowed, reason, rule, allowed ? [] : Shown.Rights(RightKind.Network, (ulong)right), allowed ? null : $"--{Name(option)} {port}"),
            new Attempt { Trial = trial, Port = port });
    }

    private void AskPath(byte[] words, byte* path, bool isSocket)
    {
        int descriptor = Libc.Open(path, Libc.O_PATH | Libc.O_CLOEXEC);
        if (descriptor < 0 && (Errno)(-descriptor) is not (Errno.ENOENT or Errno.ENOTDIR))
        {
            throw new UserException($"--why {Shown.Text(path)}: {Shown.Error((Errno)(-descriptor))}; nothing was tried");
        }

        if (descriptor < 0 || Libc.Stat(descriptor, out FileStatus status) != 0)
        {
            AskMissing(words, path);
            return;
        }

        questions.Add((words, DescriptorPath.Bytes(descriptor), answers.Count));
        int directory = EffectiveRights.OpenParent(descriptor);
        List<Holder> above = Holders(directory);
        List<Holder> holders = [.. Exactly(descriptor), .. above];
        Libc.Close(descriptor);
        if (isSocket)
        {
            bool filtered = (rehearsal.Closings & Closings.Unix) != Closings.None;
            AskRight("connect", FileSystemRights.ResolveUnix, holders, path, Trial.ConnectUnix, "--unix", filtered ? "the filter refuses unix sockets, as none is open" : null);
        }
        else if (status.IsDirectory)
        {
            AskRight("list", FileSystemRights.ReadDirectory, holders, path, Trial.List, "--ro", null);
            AskRight("create a file in it", FileSystemRights.MakeRegular | FileSystemRights.WriteFile, holders, path, Trial.None, "--rw", null);
            AskRight("remove or rename it", FileSystemRights.RemoveDirectory, above, path, Trial.None, null, null);
        }
        else
        {
            // To open a device or a pipe may set something off.
            AskRight("read", FileSystemRights.ReadFile, holders, path, status.IsRegular ? Trial.Read : Trial.None, "--ro", null);
            AskRight("write", FileSystemRights.WriteFile, holders, path, status.IsRegular ? Trial.Write : Trial.None, "--rw", null);
            AskRight("truncate", FileSystemRights.Truncate, holders, path, Trial.None, "--rw", null);
            AskRight("execute", Rights.Start, holders, path, status.IsRegular ? Trial.Execute : Trial.None, "--rox", null);
            AskRight("remove or rename it", FileSystemRights.RemoveFile, above, path, Trial.None, null, null);
        }
    }

    private void AskMissing(byte[] words, byte* path)
    {
        ReadOnlySpan<byte> given = CString.Span(path).TrimEnd((byte)'/');
        int slash = given.LastIndexOf((byte)'/');
        byte* parent = CString.Copy(slash < 0 ? "."u8 : slash == 0 ? "/"u8 : given[..slash]);
        int directory = Libc.Open(parent, Libc.O_PATH | Libc.O_CLOEXEC);
        if (directory < 0)
        {
            throw new UserException($"--why {Shown.Text(path)}: neither it nor the directory that it would lie in exists; ask for one that does");
        }

        questions.Add((words, null, answers.Count));
        List<Holder> holders = Holders(directory);
        AskRight("create it as a file", FileSystemRights.MakeRegular | FileSystemRights.WriteFile, holders, parent, Trial.None, "--rw", null);
        AskRight("create it as a directory", FileSystemRights.MakeDirectory, holders, parent, Trial.None, "--rw", null);
    }

    private void AskRight(string act, FileSystemRights wanted, List<Holder> holders, byte* path, Trial trial, string? option, string? filtered)
    {
        FileSystemRights handled = wanted & rehearsal.Plan.Handled.FileSystem;
        FileSystemRights lacking = handled;
        ReportedOrigin? rule = null;
        string where = string.Empty;
        foreach (Holder holder in holders)
        {
            if ((holder.Rights & lacking) != FileSystemRights.None)
            {
                lacking &= ~holder.Rights;
                rule = holder.Origin;
                where = Shown.Text(holder.Path);
            }
        }

        bool allowed = lacking == FileSystemRights.None && filtered is null;
        string reason = filtered
            ?? (handled == FileSystemRights.None ? Unenforced((launch.Policy.Closed.FileSystem & wanted) == FileSystemRights.None, "--unrestricted-filesystem")
            : allowed ? $"{rule!.Text} {where}"
            : IsDenied(path) ? "--deny closes it"
            : $"{string.Join(',', Shown.Rights(lacking))} is not granted, on it or above it");
        string? add = allowed || IsDenied(path) ? null
            : option is null ? $"--rw {Shown.Text(Parent(path))}"
            : $"{option} {Shown.Text(path)}";
        Add(
            new Answer(act, allowed, reason, allowed ? rule : null, allowed ? [] : Shown.Rights(lacking == FileSystemRights.None ? wanted : lacking), add),
            new Attempt { Trial = trial, Path = path });
    }

    private void Add(Answer answer, in Attempt attempt)
    {
        answers.Add(answer);
        attempts.Add(attempt);
    }

    private string Unenforced(bool onPurpose, string option) => onPurpose ? option : $"not enforced: Landlock here has ABI {rehearsal.Plan.Abi}";

    private static string Name(Option option) => Shown.Text(OptionTable.Row(option).Name);

    private bool IsDenied(byte* path)
    {
        int descriptor = Libc.Open(path, Libc.O_PATH | Libc.O_CLOEXEC);
        bool denied = descriptor >= 0
            && launch.Policy.Denied.Count > 0
            && DeniedPaths.RelationOf(descriptor, FileSystemRights.None, launch.Policy.Denied) == DeniedRelation.Inside;
        Libc.Close(descriptor);
        return denied;
    }

    private static byte[] Parent(byte* path)
    {
        int descriptor = Libc.Open(path, Libc.O_PATH | Libc.O_CLOEXEC);
        byte[] own = DescriptorPath.Bytes(descriptor) ?? [.. "/"u8];
        Libc.Close(descriptor);
        return own[..Math.Max(own.AsSpan().LastIndexOf((byte)'/'), 1)];
    }

    /// <summary>The rules on a directory and on all above it, nearest first.</summary>
    private List<Holder> Holders(int directory)
    {
        List<Holder> holders = [];
        while (directory >= 0)
        {
            holders.AddRange(Exactly(directory));
            directory = EffectiveRights.Up(directory);
        }

        return holders;
    }

    /// <summary>The rules on exactly this file.</summary>
    private List<Holder> Exactly(int descriptor)
    {
        List<Holder> holders = [];
        if (Libc.Stat(descriptor, out FileStatus status) != 0)
        {
            return holders;
        }

        for (int index = 0; index < rehearsal.Rules.Count; index++)
        {
            ResolvedRule rule = rehearsal.Rules[index];
            if (rule.File == FileIdentity.Of(status))
            {
                holders.Add(new Holder(CString.Span(rule.Given).ToArray(), rule.Rights, ReportedOrigin.From(rule.Origin, rule.Source)));
            }
        }

        return holders;
    }

    /// <summary>Puts what was tried beside what the rules say.</summary>
    private List<AnswerList> Settle()
    {
        for (int index = 0; index < answers.Count; index++)
        {
            Attempt attempt = attempts[index];
            Answer answer = answers[index];
            bool tried = attempt.IsAllowed || attempt.IsDenied;
            if (tried && attempt.IsDenied && answer.IsAllowed)
            {
                answer = answer with { IsAllowed = false, Reason = $"{answer.Reason}; yet in there: {Shown.Error(attempt.Inside)} (a capability that is dropped?)", Rule = null };
            }
            else if (tried && attempt.IsAllowed && !answer.IsAllowed)
            {
                Message.Begin().Text("--why: no rule opens what the kernel allows ("u8).Quoted(Encoding.UTF8.GetBytes(answer.Act))
                    .Text("); please report this"u8).Send();
                answer = answer with { IsAllowed = true, Reason = "the kernel allows it, though no rule is known to", Lacking = [], Add = null };
            }

            answers[index] = answer with { IsTried = tried, Outside = tried || attempt.Trial == Trial.None ? Errno.None : attempt.Outside };
        }

        return [.. questions.Select((question, index) => new AnswerList(
            question.Question,
            question.Resolved,
            answers[question.First..(index + 1 < questions.Count ? questions[index + 1].First : answers.Count)]))];
    }

    /// <summary>A rule that lies on a file or above it.</summary>
    private sealed record Holder(byte[] Path, FileSystemRights Rights, ReportedOrigin Origin);
}
