using System.Globalization;
using Landrun.Landlock;
using Landrun.Policy;

namespace Landrun.Learning;

/// <summary>Makes of what a run did the smallest sensible policy under which the next run can do the same: a pure function.</summary>
internal sealed class Generaliser
{
    // How many files beneath one directory become a rule for the directory.
    private const int FewSystemFiles = 3;
    private const int FewSystemPrograms = 8;
    private const int FewOwnFiles = 4;
    private const int FewWrittenFiles = 3;
    private const int FewElsewhere = 2;

    private const FileSystemRights Reading = Rights.ReadOnly;
    private const FileSystemRights ReadingAndExecuting = Rights.ReadOnlyExecute;
    private const FileSystemRights Devices = FileSystemRights.MakeCharacterDevice | FileSystemRights.MakeBlockDevice;

    private const FileSystemRights ChangingDirectories = FileSystemRights.RemoveDirectory
        | FileSystemRights.RemoveFile
        | FileSystemRights.MakeDirectory
        | FileSystemRights.MakeRegular
        | FileSystemRights.MakeSocket
        | FileSystemRights.MakeFifo
        | FileSystemRights.MakeSymbolicLink
        | FileSystemRights.Refer
        | Devices;

    private readonly Observations observations;
    private readonly Guards guards;
    private readonly PlaceTree places = new();
    private readonly SortedSet<string> notes = new(StringComparer.Ordinal);
    private bool addsCommand;

    private Generaliser(Observations observations, Surroundings surroundings)
    {
        this.observations = observations;
        guards = new Guards(surroundings);
        foreach (SeenPath path in observations.Paths.Where(path => path.IsCreated))
        {
            places.Of(path.Path).IsCreated = true;
        }
    }

    public static LearnedPolicy Generalise(Observations observations, Surroundings surroundings) =>
        new Generaliser(observations, surroundings).Generalise();

    private LearnedPolicy Generalise()
    {
        foreach (SeenPath path in observations.Paths)
        {
            Want(path);
        }

        if (observations.Metadata is { } changed && !places.All.Any(place => (place.Wanted & ~Rights.Harmless) != FileSystemRights.None))
        {
            Add(changed, FileSystemRights.WriteFile);
        }

        Widen(FileSystemRights.Execute, ReadingAndExecuting, FewSystemPrograms, int.MaxValue);
        Widen(FileSystemRights.WriteFile, Rights.ReadWrite, int.MaxValue, FewWrittenFiles);
        Widen(Reading, Reading, FewSystemFiles, FewOwnFiles);
        bool dns = NamesAreResolved();
        if (dns)
        {
            for (int index = 0; index < ResolverFiles.Count; index++)
            {
                places.Of(ResolverFile(index)).Wanted = FileSystemRights.None;
            }
        }

        List<LearnedPorts> ports = PortGeneraliser.Generalise(observations.Ports, dns, notes);
        return new LearnedPolicy
        {
            Rules = SettleRules(),
            Ports = ports,
            AddsCommand = addsCommand,
            Dns = dns,
            Notes = [.. notes, .. RemarkText.Of(observations.Remarks)],
        };
    }

    private void Want(SeenPath path)
    {
        FileSystemRights rights = path.Rights;
        if (observations.Command.Contains(path.Path) && (rights & FileSystemRights.Execute) != FileSystemRights.None)
        {
            addsCommand = true;
            rights &= ~Rights.Start;
        }

        if (path.Path is "/dev/null")
        {
            rights &= ~Rights.NullDevice;
        }

        if (rights == FileSystemRights.None || OfProcess(path.Path, rights) || OfControlGroup(path.Path, rights) || OfTerminal(path.Path, rights))
        {
            return;
        }

        if (places.IsInCreated(path.Path))
        {
            WantCreated(path, rights);
            return;
        }

        bool isPlace = path.IsDirectory || (guards.IsForbidden(path.Path) && !Guards.IsSecret(path.Path));
        if (isPlace && (rights & ~(FileSystemRights.ReadDirectory | ChangingDirectories)) != FileSystemRights.None)
        {
            // A file without a name was written there (O_TMPFILE).
            WantChanged(path.Path, rights);
            rights &= FileSystemRights.ReadDirectory;
        }

        if ((rights & ChangingDirectories) == FileSystemRights.Refer)
        {
            // A link may not give its file more rights than the file has where it lies, so that the right alone would be of no use.
            notes.Add($"files of {path.Path} were linked elsewhere: not opened, as that takes writing there; programs copy instead");
            rights &= ~FileSystemRights.Refer;
        }

        if ((rights & ChangingDirectories) != FileSystemRights.None)
        {
            WantChanged(path.Path, rights);
            rights &= ~ChangingDirectories;
        }

        if ((rights & FileSystemRights.ReadDirectory) != FileSystemRights.None && guards.IsForbidden(path.Path))
        {
            notes.Add($"{path.Path} was listed: not opened, as that would list everything beneath it; add --fs read_dir:{path.Path} if the command can't do without");
            rights &= ~FileSystemRights.ReadDirectory;
        }

        if (path.Link is { } link && !Paths.IsWithin(path.Path, "/etc") && (Paths.IsWithin(link, "/etc") || Paths.IsWithin(link, "/usr")))
        {
            // libz.so.1 outlives an upgrade, libz.so.1.2.13 doesn't.
            places.Of(path.Path).Link ??= link;
        }

        Add(path.Path, rights);
    }

    /// <summary>What lies in /proc/PID is elsewhere in the next run.</summary>
    private bool OfProcess(string path, FileSystemRights rights)
    {
        if (!path.StartsWith("/proc/", StringComparison.Ordinal) || path.Length < 7 || !char.IsAsciiDigit(path[6]))
        {
            return false;
        }

        if ((rights & ~ReadingAndExecuting) != FileSystemRights.None)
        {
            notes.Add("/proc/self was written: not opened, as no rule can name it beforehand, and /proc is never opened for writing");
        }
        else
        {
            Add("/proc", Reading);
            places.Of("/proc").Seen++;
        }

        return true;
    }

    /// <summary>The next run may be in another group, and its limits elsewhere.</summary>
    private bool OfControlGroup(string path, FileSystemRights rights)
    {
        const string Groups = "/sys/fs/cgroup";
        bool isRead = Paths.IsBeneath(path, Groups) && (rights & ~Reading) == FileSystemRights.None;
        if (isRead)
        {
            Add(Groups, Reading);
            places.Of(Groups).Seen++;
        }

        return isRead;
    }

    /// <summary>The next run has another terminal.</summary>
    private bool OfTerminal(string path, FileSystemRights rights)
    {
        bool isTerminal = Paths.DirectoryOf(path) is "/dev/pts" && (rights & ~Rights.NullDevice) == FileSystemRights.None;
        if (!isTerminal && path is not "/dev/ptmx")
        {
            return false;
        }

        // TIOCGPTPEER opens the other end without a path.
        Add("/dev/pts", (rights & ~Reading) == FileSystemRights.None ? Reading : Rights.ReadWrite);
        places.Of("/dev/pts").Seen++;
        if (path is "/dev/ptmx")
        {
            Add(path, rights);
        }

        return true;
    }

    /// <summary>What the run made itself isn't there before the next one: the directory that was is opened.</summary>
    private void WantCreated(SeenPath path, FileSystemRights rights)
    {
        string directory = Paths.Above(path.Path).First(above => !places.IsInCreated(above));
        if (guards.MayBeWritten(directory) || guards.IsTemporary(directory))
        {
            Add(directory, Rights.ReadWrite | (rights & (FileSystemRights.Execute | FileSystemRights.ResolveUnix)));
            places.Of(directory).Seen++;
        }
        else if (path.Remains)
        {
            Add(path.Path, rights);
            NoteChanges(directory);
        }
        else
        {
            NoteChanges(directory);
        }
    }

    private void WantChanged(string directory, FileSystemRights rights)
    {
        if (guards.MayBeWritten(directory) || guards.IsTemporary(directory))
        {
            Add(directory, Rights.ReadWrite | (rights & Devices));
        }
        else
        {
            NoteChanges(directory);
        }
    }

    private void NoteChanges(string directory) =>
        notes.Add($"files were made or removed in {directory}: not opened, as that would open everything beneath it; what was made there and remains is opened by its name");

    private void Add(string path, FileSystemRights rights)
    {
        if (rights != FileSystemRights.None)
        {
            places.Of(path).Wanted |= rights;
        }
    }

    /// <summary>Lets a directory stand for the many files beneath it that were used in one way.</summary>
    private void Widen(FileSystemRights used, FileSystemRights given, int fewOfSystem, int fewOfOwn)
    {
        foreach (Place place in places.All)
        {
            place.ForgetCount();
        }

        foreach (Place place in places.All)
        {
            // Reading is widened only where nothing more is done; a directory that is to be changed is a rule already.
            if ((place.Wanted & used) != FileSystemRights.None && (place.Wanted & ~given) == FileSystemRights.None && !Guards.IsSecret(place.Path))
            {
                place.CountAbove();
            }
        }

        foreach (Place place in places.All)
        {
            place.TellBranch();
        }

        // The highest first: what lies beneath it is then covered.
        int few = Math.Min(fewOfSystem, fewOfOwn);
        foreach (Place place in places.All.Where(place => place.Count > 0 && place.Count + 1 >= few).OrderBy(place => place.Path.Length).ThenBy(place => place.Path, StringComparer.Ordinal).ToArray())
        {
            int listed = (place.Wanted & FileSystemRights.ReadDirectory) != FileSystemRights.None ? 1 : 0;
            int enough = Guards.IsSystem(place.Path) ? fewOfSystem : fewOfOwn;
            // Where nearly all lie in one branch, that branch is meant, and the rest goes by name.
            bool areSpread = place.Count - place.MostInBranch >= FewElsewhere || listed > 0;
            if (place.Count + listed >= enough && areSpread && guards.MayBeWidenedTo(place.Path) && !place.IsCovered(given))
            {
                place.Wanted |= given;
                place.Seen = place.Count + listed;
            }
        }
    }

    /// <summary>Each rule as the option gives it that fits, without those that others cover.</summary>
    private List<LearnedRule> SettleRules()
    {
        foreach (Place place in places.All)
        {
            FileSystemRights unix = place.Wanted & FileSystemRights.ResolveUnix;
            place.Wanted = unix | Fitting(place.Wanted & ~FileSystemRights.ResolveUnix);
        }

        List<LearnedRule> rules = [];
        foreach (Place place in places.All.Where(place => !place.IsCovered(place.Wanted)))
        {
            if (Guards.IsSecret(place.Path))
            {
                notes.Add($"{place.Path} may hold secrets: it is opened, as the command used it");
            }

            if ((place.Wanted & FileSystemRights.ResolveUnix) != FileSystemRights.None)
            {
                notes.Add($"{place.Path} is a socket: who listens there is outside, and does what it is asked");
            }

            rules.Add(new LearnedRule(place.Link ?? place.Path, place.Wanted, place.Seen));
        }

        rules.Sort((left, right) => string.CompareOrdinal(left.Path, right.Path));
        return rules;
    }

    /// <summary>The smallest set with a name of its own that holds these rights; to list alone has none.</summary>
    private static FileSystemRights Fitting(FileSystemRights rights)
    {
        FileSystemRights devices = rights & Devices;
        FileSystemRights rest = rights & ~Devices;
        foreach (FileSystemRights named in (ReadOnlySpan<FileSystemRights>)[FileSystemRights.None, FileSystemRights.ReadDirectory, Rights.ReadOnly, Rights.ReadOnlyExecute, Rights.ReadWrite])
        {
            if ((rest & ~named) == FileSystemRights.None)
            {
                return named | devices;
            }
        }

        return Rights.ReadWriteExecute | devices;
    }

    /// <summary>Whether the run asked a name server, and read what tells of it: then one option stands for all of that.</summary>
    private bool NamesAreResolved() =>
        observations.Ports.Any(port => port.Port == PortGeneraliser.NameServer && port.Right is NetworkRights.ConnectSendUdp or NetworkRights.ConnectTcp)
        && places.Of("/etc/resolv.conf").Wanted != FileSystemRights.None;

    private static unsafe string ResolverFile(int index) => Interop.FileSystem.Text(ResolverFiles.Path(index));
}
