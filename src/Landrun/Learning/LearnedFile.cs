using System.Globalization;
using System.Text;
using Landrun.CommandLine;
using Landrun.Interop;
using Landrun.Landlock;
using Landrun.Landlock.Kernel;
using Landrun.Profiles;

namespace Landrun.Learning;

/// <summary>A file that runs are learned into, one after the other: only if it is, byte for byte, what landrun itself writes, so that nothing
/// of a person's is lost.</summary>
internal sealed class LearnedFile
{
    private const int LargestSize = 4 << 20;

    private readonly string path;

    /// <summary>Why nothing may be written there; null where it may.</summary>
    private readonly string? obstacle;

    private readonly UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private readonly bool exists;

    /// <param name="path">Its name, a byte a character.</param>
    /// <param name="command">The command that is learned: the file's own, if it has one, stays.</param>
    public LearnedFile(string path, IReadOnlyList<string> command)
    {
        this.path = path;
        Command = command;
        exists = FileSystem.Stat(path, out FileStatus status);
        if (!exists)
        {
            return;
        }

        if (!status.IsRegular || status.Owner != Libc.EffectiveUser || status.Size > LargestSize)
        {
            obstacle = status.IsSymbolicLink ? "is a symbolic link" : status.IsRegular ? "is another user's, or too large" : "is not a regular file";
            return;
        }

        mode = (UnixFileMode)(status.Mode & 0x1ff);
        try
        {
            string text = Encoding.Latin1.GetString(File.ReadAllBytes(FileName(path)));
            (Command, Policy) = Read(TomlSettings.Read(new SettingFile(path, path, text)));
            obstacle = PolicyFileWriter.Text(Policy, Command).Equals(text, StringComparison.Ordinal) ? null : "has more in it than --learn wrote";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or UserException or FormatException or OverflowException)
        {
            obstacle = "is not a profile that --learn wrote";
        }

        Policy = obstacle is null ? Policy : new LearnedPolicy();
    }

    /// <summary>The file's command.</summary>
    public IReadOnlyList<string> Command { get; }

    /// <summary>What was learned into it before.</summary>
    public LearnedPolicy Policy { get; } = new();

    /// <summary>Writes what was learned before and what was added.</summary>
    /// <returns>What to tell of it.</returns>
    public string Write(LearnedPolicy added, LearnedPolicy all)
    {
        if (obstacle is not null)
        {
            return $"NOT written: {path} {obstacle}; learn to another name, or what it lacks: --learn --profile {ProfileName}";
        }

        if (exists && added.IsEmpty)
        {
            return $"{path} has all of it already";
        }

        string fresh = FileName(path) + ".new-" + Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        try
        {
            // The whole file comes to its name at once, or not at all.
            using (FileStream file = new(fresh, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode }))
            {
                file.Write(Encoding.Latin1.GetBytes(PolicyFileWriter.Text(all, Command)));
            }

            File.Move(fresh, FileName(path), overwrite: exists);
            return exists ? $"added to {path}: {string.Join(' ', OptionWriter.Words(added))}" : "written: " + path;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            File.Delete(fresh);
            return $"NOT written: {path}: can't make the file; see that its directory exists and is yours";
        }
    }

    /// <summary>As --profile takes it for a file.</summary>
    private string ProfileName => path.Contains('/', StringComparison.Ordinal) ? path : "./" + path;

    private static string FileName(string path) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(path));

    private static (IReadOnlyList<string> Command, LearnedPolicy Policy) Read(Setting root)
    {
        SortedDictionary<string, FileSystemRights> rules = new(StringComparer.Ordinal);
        List<LearnedPorts> ports = [];
        string[] command = [];
        bool addsCommand = false;
        bool dns = false;
        for (int index = 0; index < root.Keys.Count; index++)
        {
            string[] values = [.. root.Items[index].Items.Select(item => item.Text)];
            switch (root.Keys[index].Name)
            {
                case "command":
                    command = values;
                    break;
                case "add-exec":
                    addsCommand = true;
                    break;
                case "dns":
                    dns = true;
                    break;
                case "fs":
                    foreach (string value in values)
                    {
                        int colon = value.IndexOf(':', StringComparison.Ordinal);
                        Add(rules, value[(colon + 1)..], RightNames.FileSystem(value[..Math.Max(colon, 0)]));
                    }

                    break;
                case string name when OptionWriter.PathRights(name) is { } rights:
                    foreach (string value in values)
                    {
                        Add(rules, value, rights);
                    }

                    break;
                case string name when OptionWriter.PortRight(name) is { } right:
                    ports.AddRange(values.Select(value => Range(right, value)));
                    break;
                default:
                    break;
            }
        }

        LearnedRule[] sorted = [.. rules.Select(rule => new LearnedRule(rule.Key, rule.Value))];
        return (command, new LearnedPolicy { Rules = sorted, Ports = ports, AddsCommand = addsCommand, Dns = dns });
    }

    private static void Add(SortedDictionary<string, FileSystemRights> rules, string path, FileSystemRights rights) =>
        rules[path] = rules.GetValueOrDefault(path) | rights;

    private static LearnedPorts Range(NetworkRights right, string text)
    {
        string[] ends = text.Split('-');
        return new LearnedPorts(right, ushort.Parse(ends[0], CultureInfo.InvariantCulture), ushort.Parse(ends[^1], CultureInfo.InvariantCulture));
    }
}
