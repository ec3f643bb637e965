using System.Text;
using Landrun.CommandLine;
using Landrun.Interop;
using Landrun.Landlock;
using Landrun.Policy;

namespace Landrun.Profiles;

/// <summary>Adds profiles to a request. Each key is an option, and its values go through the parser of the command line: what a
/// value means is known there alone.</summary>
internal sealed unsafe class ProfileReader
{
    private const string Include = "include";
    private const string Description = "description";
    private const string Command = "command";
    private const string Optional = "optional";

    /// <summary>More would be a mistake.</summary>
    private const int MaxProfiles = 64;

    private static readonly string[] OwnKeys = [Description, Include, Command, Optional];

    private readonly ProfileLocator locator;
    private readonly Expansion expansion;

    /// <summary>What the command line said itself: its switches have the last word.</summary>
    private readonly ulong said;

    /// <summary>Whether what is passed over is said.</summary>
    private readonly bool tells;

    /// <summary>The profiles that were read, and those that are being read around this one.</summary>
    private readonly HashSet<string> done = new(StringComparer.Ordinal);

    private readonly List<string> around = [];

    /// <summary>Which profile set a switch, and how.</summary>
    private readonly Dictionary<Option, (bool IsOn, string Place)> switches = [];

    /// <summary>The command that the profiles name, and where.</summary>
    private (Setting Words, SettingFile File)? command;

    private unsafe ProfileReader(in LaunchRequest request)
    {
        tells = MessageLevel.IsInfo(request.LogLevel, request.Inherited);
        locator = new ProfileLocator(request.Inherited);
        expansion = new Expansion(request.Inherited);
        said = request.Seen;
    }

    /// <summary>Adds what the profiles and policies say that the command line names.</summary>
    public static void AddTo(ref LaunchRequest request)
    {
        if (request.Sources.Count == 0)
        {
            return;
        }

        ProfileReader reader = new(request);
        PolicyReader policies = new();
        // Of several values for one variable the last counts: let that be the command line's.
        NativeList<nint> variables = request.Variables;
        request.Variables = default;
        for (int index = 0; index < request.Sources.Count; index++)
        {
            PolicySource source = request.Sources[index];
            if (source.Option == Option.Profile)
            {
                reader.Add(ref request, reader.locator.Find(CString.Span(source.Name)), isIncluded: false);
            }
            else
            {
                policies.Read(CString.Span(source.Name));
            }
        }

        if (!policies.IsEmpty)
        {
            policies.AddTo(ref request, alone: request.Paths.Count == 0 && request.Ports.Count == 0 && !request.Dns);
        }

        for (int index = 0; index < variables.Count; index++)
        {
            request.Variables.Add(variables[index]);
        }

        reader.GiveCommand(ref request);
    }

    /// <summary>The first words about a profile, for a list of them.</summary>
    public static string DescriptionOf(Profile profile)
    {
        Setting root = TomlSettings.Read(profile.File);
        int index = root.Keys.FindIndex(key => key.Name is Description);
        return index < 0 ? string.Empty : root.Items[index].Text;
    }

    private void Add(ref LaunchRequest request, Profile profile, bool isIncluded)
    {
        if (!done.Add(profile.File.Identity))
        {
            return;
        }

        if (done.Count > MaxProfiles)
        {
            throw new UserException($"{profile.File.Name}: more than {MaxProfiles} profiles include each other; nothing was run");
        }

        around.Add(profile.File.Identity);
        Setting root = TomlSettings.Read(profile.File);
        // What is included stands before what includes it.
        for (int index = 0; index < root.Keys.Count; index++)
        {
            if (root.Keys[index].Name is Include)
            {
                AddIncluded(ref request, profile, root.Items[index]);
            }
        }

        int firstPath = request.Paths.Count;
        bool everywhere = request.ExecuteEverywhere;
        bool ignoreMissing = request.IgnoreMissing;
        for (int index = 0; index < root.Keys.Count; index++)
        {
            AddKey(ref request, profile.File, root.Keys[index], root.Items[index], isIncluded);
        }

        // These two of a profile speak of its own paths only.
        for (int index = firstPath; index < request.Paths.Count; index++)
        {
            ref PathGrant grant = ref request.Paths[index];
            bool execute = request.ExecuteEverywhere && !everywhere && grant.Origin.Option is Option.Ro or Option.Rw;
            grant.Rights |= execute ? FileSystemRights.Execute : FileSystemRights.None;
            grant.Optional |= request.IgnoreMissing && !ignoreMissing;
        }

        request.ExecuteEverywhere = everywhere;
        request.IgnoreMissing = ignoreMissing;
        around.RemoveAt(around.Count - 1);
    }

    private void AddIncluded(ref LaunchRequest request, Profile profile, Setting value)
    {
        foreach (Setting item in Strings(profile.File, Include, value))
        {
            Profile found = FindIncluded(profile, item);
            if (around.Contains(found.File.Identity))
            {
                throw profile.File.Error(item, $"{item.Text} includes this profile in turn; leave one of the two out");
            }

            Add(ref request, found, isIncluded: true);
        }
    }

    private Profile FindIncluded(Profile profile, Setting item)
    {
        byte[] word = Encoding.UTF8.GetBytes(item.Text);
        if (ProfileLocator.IsFile(word))
        {
            // Beside the file that includes it.
            byte[] path = Paths(profile.File, item, item.Text, isOptional: false) is [var only] ? only
                : throw profile.File.Error(item, "more than one file fits; name one");
            byte[] directory = Encoding.UTF8.GetBytes(profile.File.Name[..(profile.File.Name.LastIndexOf('/') + 1)]);
            return path[0] != (byte)'/' && directory.Length == 0
                ? throw profile.File.Error(item, "a profile of landrun's own includes by name")
                : TrustedFile.Read(path[0] == (byte)'/' ? path : [.. directory, .. path]) is { } file
                    ? new Profile(file, string.Empty, -1)
                    : throw profile.File.Error(item, $"no such file: {Encoding.UTF8.GetString(path)}");
        }

        // A profile that includes its own name builds on the next one of that name.
        return locator.FindName(item.Text, string.Equals(item.Text, profile.Name, StringComparison.Ordinal) ? profile.Rank + 1 : 0)
            ?? throw profile.File.Error(item, $"no profile {item.Text}; landrun --list-profiles lists them, write ./{item.Text} for a file beside this one");
    }

    private void AddKey(ref LaunchRequest request, SettingFile file, SettingKey key, Setting value, bool isIncluded)
    {
        switch (key.Name)
        {
            case Include:
                break;
            case Description:
                Expect(file, key.Name, value, SettingKind.String);
                break;
            case Command:
                AddCommand(file, value, isIncluded);
                break;
            case Optional:
                Expect(file, key.Name, value, SettingKind.Table);
                for (int index = 0; index < value.Keys.Count; index++)
                {
                    AddOption(ref request, file, value.Keys[index], value.Items[index], isOptional: true);
                }

                break;
            default:
                AddOption(ref request, file, key, value, isOptional: false);
                break;
        }
    }

    private void AddOption(ref LaunchRequest request, SettingFile file, SettingKey key, Setting value, bool isOptional)
    {
        byte[] name = Encoding.UTF8.GetBytes(key.Name);
        Option option = OptionTable.Find(name);
        if (option == Option.Count)
        {
            throw file.Error(key, Unknown(key.Name, name));
        }

        OptionRow row = OptionTable.Row(option);
        if (!row.InProfile)
        {
            throw file.Error(key, option is Option.Profile or Option.Policy
                ? $"{key.Name} belongs on the command line; write include = [\"NAME\"] for another profile"
                : $"{key.Name} belongs on the command line");
        }

        bool takesPaths = row.Kind is OptionKind.Paths or OptionKind.RightsAndPaths;
        if (isOptional && !takesPaths)
        {
            throw file.Error(key, $"{key.Name} takes no paths; only what does can stand under [optional]");
        }

        if (row.Kind == OptionKind.Switch)
        {
            AddSwitch(ref request, file, option, key, value);
            return;
        }

        foreach (Setting item in value.Kind == SettingKind.Array ? value.Items : [value])
        {
            AddValue(ref request, file, option, key.Name, item, isOptional);
        }
    }

    private static string Unknown(string key, byte[] name)
    {
        Option nearest = NearestName.Find(name);
        string own = OwnKeys.FirstOrDefault(word => NearestName.Distance(name.Length > 32 ? name.AsSpan(0, 32) : name, Encoding.ASCII.GetBytes(word)) <= 2, string.Empty);
        string meant = own.Length > 0 ? own : nearest == Option.Count ? string.Empty : Encoding.ASCII.GetString(OptionTable.Row(nearest).Name);
        string hint = meant.Length > 0 ? $"; did you mean {meant}?" : string.Empty;
        return $"unknown key {key}{hint} (the keys are the options' names, {string.Join(", ", OwnKeys)})";
    }

    private void AddSwitch(ref LaunchRequest request, SettingFile file, Option option, SettingKey key, Setting value)
    {
        Expect(file, key.Name, value, SettingKind.Boolean);
        Option opposite = OptionTable.Row(option).Opposite;
        ulong bits = (1UL << (int)option) | (opposite == Option.Count ? 0 : 1UL << (int)opposite);
        if ((said & bits) != 0)
        {
            return;
        }

        string place = file.Place(key.Line, key.Column);
        if (switches.TryGetValue(option, out (bool IsOn, string Place) other) && other.IsOn != value.IsTrue)
        {
            throw new UserException($"{place}: {key.Name}: contradicts {other.Place}; leave one of them out, or say --{key.Name} on the command line. Nothing was run");
        }

        switches[option] = (value.IsTrue, place);
        Give(ref request, file, option, value.IsTrue ? "true"u8 : "false"u8, key.Line, key.Column, isOptional: false);
    }

    private void AddValue(ref LaunchRequest request, SettingFile file, Option option, string key, Setting item, bool isOptional)
    {
        OptionKind kind = OptionTable.Row(option).Kind;
        bool takesNumbers = kind is OptionKind.Ports or OptionKind.Descriptors or OptionKind.Number;
        if (item.Kind == SettingKind.Integer && takesNumbers)
        {
            Give(ref request, file, option, Encoding.ASCII.GetBytes($"{item.Number}"), item.Line, item.Column, isOptional);
            return;
        }

        if (item.Kind != SettingKind.String || item.Text.Length == 0)
        {
            string wanted = takesNumbers ? "a number or a string" : "a string";
            throw file.Error(item, item.Kind == SettingKind.String ? $"{key}: the string is empty" : $"{key} takes {wanted}, or a list of them; this is {item.KindName}");
        }

        switch (kind)
        {
            case OptionKind.Paths:
                foreach (byte[] path in Paths(file, item, item.Text, isOptional))
                {
                    Give(ref request, file, option, Escaped(path), item.Line, item.Column, isOptional);
                }

                break;
            case OptionKind.RightsAndPaths when item.Text.IndexOf(':', StringComparison.Ordinal) is > 0 and int colon && colon < item.Text.Length - 1:
                byte[] rights = Encoding.UTF8.GetBytes(item.Text[..(colon + 1)]);
                foreach (byte[] path in Paths(file, item, item.Text[(colon + 1)..], isOptional))
                {
                    Give(ref request, file, option, [.. rights, .. Escaped(path)], item.Line, item.Column, isOptional);
                }

                break;
            case OptionKind.Variables:
                byte[] variable = Text(file, item);
                Give(ref request, file, option, variable.Contains((byte)'=') ? variable : Escaped(variable), item.Line, item.Column, isOptional);
                break;
            default:
                Give(ref request, file, option, Escaped(Plain(file, item)), item.Line, item.Column, isOptional);
                break;
        }
    }

    private static void Give(ref LaunchRequest request, SettingFile file, Option option, ReadOnlySpan<byte> value, int line, int column, bool isOptional)
    {
        byte* place = CString.Copy(Encoding.UTF8.GetBytes(file.Place(line, column)));
        UsageError error = CommandLineParser.Give(ref request, option, CString.Copy(value), place, isOptional);
        if (error.Mistake != Mistake.None)
        {
            throw new UserException(error);
        }
    }

    private void AddCommand(SettingFile file, Setting value, bool isIncluded)
    {
        List<Setting> words = Strings(file, Command, value);
        if (words.Count == 0 || words[0].Text.Length == 0)
        {
            throw file.Error(value, "command names no command; write command = [\"name\", \"argument\"]");
        }

        if (isIncluded)
        {
            return;
        }

        if (command is (Setting other, SettingFile otherFile))
        {
            throw file.Error(value, $"command contradicts {otherFile.Place(other.Line, other.Column)}; leave one of them out");
        }

        command = (value, file);
    }

    /// <summary>The command line's own command comes first; that of the profiles is looked at all the same.</summary>
    private void GiveCommand(ref LaunchRequest request)
    {
        if (command is not (Setting value, SettingFile file))
        {
            return;
        }

        NativeList<nint> words = default;
        foreach (Setting word in Strings(file, Command, value))
        {
            words.Add((nint)CString.Copy(Text(file, word)));
        }

        words.Add(0);
        request.Command = *request.Command == null ? (byte**)words.Items : request.Command;
    }

    private static List<Setting> Strings(SettingFile file, string key, Setting value)
    {
        Expect(file, key, value, SettingKind.Array);
        foreach (Setting item in value.Items)
        {
            Expect(file, key, item, SettingKind.String);
        }

        return value.Items;
    }

    private static void Expect(SettingFile file, string key, Setting value, SettingKind kind)
    {
        if (value.Kind != kind)
        {
            throw file.Error(value, $"{key} takes {new Setting(kind, 0, 0).KindName}{(key is Include or Command ? " of strings" : string.Empty)}; this is {value.KindName}");
        }
    }

    private List<byte[]> Paths(SettingFile file, Setting item, string text, bool isOptional)
    {
        try
        {
            return expansion.Paths(text);
        }
        catch (ExpansionException exception) when (exception.Unset && isOptional)
        {
            if (tells)
            {
                Message.Begin().Text("skipped: "u8).Quoted(Encoding.UTF8.GetBytes($"{file.Place(item.Line, item.Column)}: {text}: {exception.Message}")).Send();
            }

            return [];
        }
        catch (ExpansionException exception)
        {
            throw file.Error(item, $"{text}: {exception.Message}");
        }
    }

    private byte[] Text(SettingFile file, Setting item)
    {
        try
        {
            return expansion.Text(item.Text);
        }
        catch (ExpansionException exception)
        {
            throw file.Error(item, $"{item.Text}: {exception.Message}");
        }
    }

    private static byte[] Plain(SettingFile file, Setting item) =>
        item.Text.Contains('\0', StringComparison.Ordinal) ? throw file.Error(item, "it contains a NUL character") : Encoding.UTF8.GetBytes(item.Text);

    /// <summary>A string of a profile is one element; the parser would take a comma for the end of one.</summary>
    private static byte[] Escaped(byte[] text) => text.Contains((byte)',') ? [.. text.SelectMany(item => item == (byte)',' ? (byte[])[(byte)'\\', item] : [item])] : text;
}
