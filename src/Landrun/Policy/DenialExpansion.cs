using System.Globalization;
using Landrun.CommandLine;
using Landrun.Interop;
using Landrun.Landlock;
using Landrun.Landlock.Kernel;

namespace Landrun.Policy;

/// <summary>Makes <c>--deny</c> out of what Landlock has, which can only allow: a grant on a directory above a denied path becomes
/// grants on all entries around it, level by level. The directories on the way get nothing, as a rule on one would hold for the denied
/// path as well; only where no denied path is a directory, they may be listed.</summary>
internal sealed unsafe class DenialExpansion
{
    /// <summary>Enough for a large home; beyond it, starting would take noticeably long.</summary>
    private const int MostRules = 4096;

    private const FileSystemRights Changes = FileSystemRights.MakeRegular
        | FileSystemRights.MakeDirectory
        | FileSystemRights.MakeSymbolicLink
        | FileSystemRights.MakeSocket
        | FileSystemRights.MakeFifo
        | FileSystemRights.MakeCharacterDevice
        | FileSystemRights.MakeBlockDevice
        | FileSystemRights.RemoveFile
        | FileSystemRights.RemoveDirectory
        | FileSystemRights.Refer;

    private readonly List<Denial> denials;
    private readonly LogLevel level;

    /// <summary>The directories on the way to what is denied, deepest last, for the message.</summary>
    private readonly List<byte[]> ways = [];

    private NativeList<PathGrant> paths;
    private FileSystemRights lost;
    private int rules;

    private DenialExpansion(List<Denial> denials, LogLevel level)
    {
        this.denials = denials;
        this.level = level;
    }

    /// <summary>Rewrites the grants of a request so that none opens what it denies, and says what that costs.</summary>
    public static void Apply(ref LaunchRequest request)
    {
        if (request.Denied.Count == 0)
        {
            return;
        }

        if (request.UnrestrictedFilesystem)
        {
            throw new UserException("--deny can't keep anything closed where --unrestricted-filesystem leaves all files alone; nothing was run");
        }

        // A level that is none is reported by the launch.
        _ = MessageLevel.TryChoose(request.LogLevel, request.Inherited, out LogLevel level);
        DenialExpansion expansion = new(DenialResolver.Resolve(request), level);
        NativeList<PathGrant> denied = default;
        foreach (Denial denial in expansion.denials)
        {
            denied.Add(new PathGrant { Path = CString.Copy(denial.Path), Origin = denial.Origin });
        }

        for (int index = 0; index < request.Paths.Count; index++)
        {
            PathGrant grant = request.Paths[index];
            request.StatesExecution |= grant.Origin.Option != Option.Ldd && (grant.Rights & FileSystemRights.Execute) != FileSystemRights.None;
            expansion.Rewrite(grant, denied);
        }

        request.Paths = expansion.paths;
        request.Denied = denied;
        expansion.SayCost();
    }

    private void Rewrite(in PathGrant grant, in NativeList<PathGrant> denied)
    {
        int descriptor = Libc.Open(grant.Path, Libc.O_PATH | Libc.O_CLOEXEC);
        byte[]? path = descriptor < 0 ? null : DescriptorPath.Bytes(descriptor);
        Libc.Close(descriptor);
        // What does not exist is reported by the launch; what has no path lies in no directory.
        switch (path is null ? DeniedRelation.Apart : DeniedPaths.RelationOf(path, grant.Rights, denied))
        {
            case DeniedRelation.Apart:
                paths.Add(grant);
                break;
            case DeniedRelation.Above:
                PathGrant around = grant with
                {
                    Origin = new Origin(grant.Origin.Option, grant.Origin.Place == null ? grant.Path : grant.Origin.Place),
                    Optional = true,
                    IsExact = true,
                };
                Expand(path!, around, isListed: false);
                break;
            default:
                if (level >= LogLevel.Info || (grant.Origin.Place == null && !grant.Optional))
                {
                    Message.Begin().Grant(grant).Text(" opens nothing: --deny closes it"u8).Send();
                }

                break;
        }
    }

    /// <summary>Grants all entries of a directory but those that are denied or lead to what is.</summary>
    private void Expand(byte[] directory, in PathGrant grant, bool isListed)
    {
        bool mayBeListed = (grant.Rights & FileSystemRights.ReadDirectory) != FileSystemRights.None
            && denials.TrueForAll(denial => denial.IsFile || !DeniedPaths.IsBeneath(denial.Path, directory));
        if (mayBeListed && !isListed)
        {
            Add(directory, FileSystemRights.ReadDirectory, grant);
        }

        lost |= grant.Rights & (Changes | (mayBeListed ? FileSystemRights.None : FileSystemRights.ReadDirectory));
        if (!ways.Exists(way => way.AsSpan().SequenceEqual(directory)))
        {
            ways.Add(directory);
        }

        foreach (DirectoryEntry entry in List(directory))
        {
            byte[] path = [.. directory.Length == 1 ? [] : directory, (byte)'/', .. entry.Name];
            if (denials.Exists(denial => denial.Path.AsSpan().SequenceEqual(path)))
            {
                continue;
            }

            if (denials.Exists(denial => DeniedPaths.IsBeneath(denial.Path, path)))
            {
                Expand(path, grant, isListed || mayBeListed);
            }
            else if (entry.Kind != EntryKind.SymbolicLink)
            {
                // A link itself needs no right, and where it leads is another matter.
                Add(path, entry.Kind == EntryKind.Directory ? grant.Rights : grant.Rights & RightTable.OnFile(), grant);
            }
        }
    }

    private static List<DirectoryEntry> List(byte[] directory)
    {
        Errno error = DirectoryListing.Read(directory, out List<DirectoryEntry> entries);
        return error == Errno.None
            ? entries
            : throw new UserException(string.Create(
                CultureInfo.InvariantCulture,
                $"--deny: can't list {Shown.Text(directory)} to open what lies around the denied path: {Shown.Error(error)}; nothing was run (open only the parts that are needed)"));
    }

    private void Add(byte[] path, FileSystemRights rights, in PathGrant grant)
    {
        if (rights == FileSystemRights.None)
        {
            return;
        }

        if (++rules > MostRules)
        {
            throw new UserException(string.Create(
                CultureInfo.InvariantCulture,
                $"--deny: more than {MostRules} entries lie around the denied paths in what {Shown.Grant(grant)} opens, and each needs a rule; nothing was run (open less, or move the denied path to a directory of its own)"));
        }

        paths.Add(grant with { Path = CString.Copy(path), Rights = rights });
    }

    private void SayCost()
    {
        foreach (Denial denial in denials.Where(denial => denial.Names > 1))
        {
            Message.Begin().Text("--deny "u8).Quoted(denial.Path).Text(": the file has "u8).Number(denial.Names)
                .Text(" names (hard links), and stays open by the others where those are opened; deny them too"u8).Send();
        }

        bool isLess = lost != FileSystemRights.None;
        if (level < LogLevel.Info && !isLess)
        {
            return;
        }

        if (ways.Count == 0)
        {
            Message.Begin().Text("--deny: nothing opened it anyway"u8).Send();
            return;
        }

        Message message = Message.Begin();
        message.Text("--deny costs: in "u8);
        for (int index = 0; index < ways.Count; index++)
        {
            message.Text(index == 0 ? default : index == ways.Count - 1 ? " and "u8 : ", "u8).Quoted(ways[index]);
        }

        message.Text((lost & Changes) != FileSystemRights.None
            ? (lost & FileSystemRights.ReadDirectory) != FileSystemRights.None
                ? " nothing can be listed, made, removed or renamed, and"u8
                : " nothing can be made, removed or renamed, and"u8
            : isLess ? " nothing can be listed, and"u8
            : default);
        message.Text(" what comes to lie there later stays closed ("u8).Number(rules).Text(" rules around what is denied)"u8).Send();
    }
}
