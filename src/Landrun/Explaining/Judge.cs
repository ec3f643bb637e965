using System.Globalization;
using Landrun.Interop;
using Landrun.Landlock;
using Landrun.Landlock.Kernel;
using Landrun.Learning;
using Landrun.Learning.Calls;
using Landrun.Policy;

namespace Landrun.Explaining;

/// <summary>Settles whose refusal a failed system call was, by the model of the policy.</summary>
internal sealed class Judge(PolicyModel model, Surroundings surroundings)
{
    private const int EXDEV = 18;

    /// <summary>The refusals in a call that failed with an errno; none where it failed for another reason.</summary>
    public IEnumerable<Denial> Of(WatchedCall call, IReadOnlyList<Access> accesses, int errno)
    {
        bool crosses = errno == EXDEV && call is WatchedCall.rename or WatchedCall.renameat or WatchedCall.renameat2 or WatchedCall.link or WatchedCall.linkat;
        if (accesses.Count == 0 || !(crosses || (Errno)errno is Errno.EACCES or Errno.EPERM))
        {
            yield break;
        }

        List<Access> lacking = [.. accesses.Where(Lacks)];
        // What can't be made needn't be written.
        lacking.RemoveAll(access => access.Creates && lacking.Exists(other => other.IsDirectory && !other.Creates && IsDirectoryOf(other, access)));
        if (lacking.Count == 0)
        {
            yield return crosses ? OfCrossing(accesses) : OfPermissions(call, accesses, (Errno)errno);
            yield break;
        }

        foreach (Access access in lacking)
        {
            yield return OfSandbox(access, accesses);
        }
    }

    /// <summary>Whether the policy has no rule for an access.</summary>
    public bool Lacks(Access access) => access.Ports != NetworkRights.None
        ? model.Lacking(access.Port, access.Ports) != NetworkRights.None
        : access.Path is not null && model.Lacking(access.Path, access.Rights) != FileSystemRights.None;

    private static bool IsDirectoryOf(Access directory, Access access) =>
        string.Equals(directory.Path, Paths.DirectoryOf(access.Path!), StringComparison.Ordinal);

    private Denial OfSandbox(Access access, IReadOnlyList<Access> call)
    {
        if (access.Ports != NetworkRights.None)
        {
            return new Denial(Cause.Sandbox, string.Create(CultureInfo.InvariantCulture, $"{RightNames.Of(access.Ports)} {access.Port}"), Remedy([access])) { Needs = [access] };
        }

        FileSystemRights lacking = model.Lacking(access.Path!, access.Rights);
        string what = RightNames.Of(lacking) + " on " + Shown(access.Path!);
        Access made = call.FirstOrDefault(other => other.Creates && other.Path is not null && !string.Equals(other.Path, access.Path, StringComparison.Ordinal));
        what += access.IsDirectory && made.Path is not null ? " (to make " + made.Path + ")" : string.Empty;
        IReadOnlyList<Access> needs = access.IsDirectory && made.Path is not null ? [access, made] : [access];
        string remedy = Remedy(needs);
        if (!MayByMode(access))
        {
            what += ", which the file's own permissions refuse as well";
        }

        return new Denial(remedy.Length == 0 ? Cause.Always : Cause.Sandbox, what, remedy.Length == 0 ? "no rule may be that broad; add it by hand if it has to be" : remedy) { Needs = needs };
    }

    /// <summary>Each process has another directory there, which tells nothing.</summary>
    private static string Shown(string path)
    {
        int end = path.StartsWith("/proc/", StringComparison.Ordinal) ? path.AsSpan(6).IndexOfAnyExceptInRange('0', '9') : 0;
        return end <= 0 ? path : "/proc/PID" + path[(6 + end)..];
    }

    /// <summary>What is moved may not have more rights where it comes to lie than where it lay.</summary>
    private static Denial OfCrossing(IReadOnlyList<Access> accesses)
    {
        bool isOneDevice = accesses.Count > 1
            && FileSystem.Stat(accesses[0].Path!, out FileStatus first)
            && FileSystem.Stat(accesses[1].Path!, out FileStatus second)
            && first.DeviceMajor == second.DeviceMajor && first.DeviceMinor == second.DeviceMinor;
        string between = accesses.Count > 1 ? $"between {accesses[0].Path} and {accesses[1].Path}" : "between directories";
        return isOneDevice
            ? new Denial(Cause.Sandbox, "renaming or linking " + between + ": more is allowed in one than in the other", "one option, the same for both")
            : new Denial(Cause.Permissions, "renaming or linking " + between + ": they are on different file systems", string.Empty);
    }

    private static Denial OfPermissions(WatchedCall call, IReadOnlyList<Access> accesses, Errno errno)
    {
        Access access = accesses.FirstOrDefault(access => access.Path is not null);
        return accesses[0].Remark == Remark.Unreadable ? new Denial(Cause.Always, $"{call} by a process that can't be looked into", "explain as root to see what it was")
            : accesses[0].Remark == Remark.Signal ? OfSignal(accesses[0].Target)
            : accesses[0].Remark == Remark.Mount ? new Denial(Cause.Always, "mounting", "every Landlock sandbox refuses it")
            : accesses[0].Remark == Remark.AbstractSocket ? new Denial(Cause.Sandbox, "an abstract unix socket outside of the sandbox", OptionWriter.Name(CommandLine.Option.UnrestrictedScoped)) { IsAbstractSocket = true }
            : access.Path is not null ? new Denial(Cause.Permissions, $"{call} on {access.Path}: the file's mode, owner or mount refuses it", string.Empty)
            : accesses[0].Ports != NetworkRights.None ? new Denial(Cause.Permissions, string.Create(CultureInfo.InvariantCulture, $"{call} of port {accesses[0].Port}: the system's own rules refuse it"), string.Empty)
            : new Denial(Cause.Permissions, $"{call}: errno {(int)errno}", string.Empty);
    }

    /// <summary>This process is the same user, outside of the sandbox: what it may do, the sandbox refused.</summary>
    private static Denial OfSignal(int target)
    {
        string what = string.Create(CultureInfo.InvariantCulture, $"a signal to process {target}");
        return Processes.MaySignal(target)
            ? new Denial(Cause.Sandbox, what + ", which is outside of the sandbox", OptionWriter.Name(CommandLine.Option.UnrestrictedScoped)) { Target = target }
            : new Denial(Cause.Permissions, what + ": it is another user's", string.Empty);
    }

    private string Remedy(IReadOnlyList<Access> needs) => string.Join(' ', OptionWriter.Words(Generaliser.Generalise(Needs.Of(needs), surroundings)));

    private static bool MayByMode(Access access)
    {
        const int Read = 4;
        const int Write = 2;
        const int Search = 1;
        int mode = (access.Rights & Rights.ReadOnly) != FileSystemRights.None ? Read : 0;
        mode |= (access.Rights & ~(Rights.ReadOnlyExecute | FileSystemRights.DeviceIoctl)) != FileSystemRights.None ? Write : 0;
        mode |= (access.Rights & FileSystemRights.Execute) != FileSystemRights.None ? Search : 0;
        return access.Creates || FileSystem.MayAccess(access.Path!, mode);
    }
}
