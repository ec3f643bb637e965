using System.Text;
using Landrun.CommandLine;
using Landrun.Interop;
using Landrun.Landlock;
using Landrun.Landlock.Kernel;
using Landrun.Policy;

namespace Landrun.Profiles;

/// <summary>Adds policies in the format of landlockconfig, TOML or JSON, to a request, with the meaning that they have there: rights that
/// a rule uses are handled, what nothing mentions is left alone, and of several files the common handled rights hold, with the rules
/// and the variables of all. docs/profiles.md says what landrun does besides.</summary>
internal sealed unsafe class PolicyReader
{
    /// <summary>How many paths one text may stand for.</summary>
    private const int MaxPaths = 1024;

    private readonly Dictionary<string, SortedSet<string>> variables = new(StringComparer.Ordinal);
    private readonly List<(SettingFile File, Setting Text, FileSystemRights Rights)> paths = [];
    private readonly List<PortGrant> ports = [];

    /// <summary>What all files handle.</summary>
    private AccessMasks? common;

    private SettingFile file = new(string.Empty, string.Empty, string.Empty);
    private bool isJson;

    /// <summary>What the groups of rights stand for in this file; null where it names no ABI.</summary>
    private AccessMasks? abi;

    private AccessMasks handled;

    public bool IsEmpty => common is null;

    public void Read(ReadOnlySpan<byte> path)
    {
        string name = Encoding.UTF8.GetString(path);
        file = TrustedFile.Read(path) ?? throw new UserException($"--policy: {name}: no such file; nothing was run");
        // No TOML begins with a brace.
        isJson = file.Text.AsSpan().TrimStart().StartsWith("{");
        Setting root = isJson ? JsonSettings.Read(file) : TomlSettings.Read(file);
        abi = null;
        handled = default;
        if (!root.Keys.Exists(key => !string.Equals(key.Name, "abi", StringComparison.Ordinal)))
        {
            throw file.Error(1, 1, "an empty policy restricts nothing");
        }

        // The ABI says what the groups mean, wherever it stands.
        foreach ((SettingKey key, Setting value) in Members(root, "abi", "variable", "ruleset", "path_beneath", "net_port"))
        {
            if (key.Name is "abi")
            {
                int number = value.Kind == SettingKind.Integer && value.Number is >= 1 and <= int.MaxValue ? (int)value.Number
                    : throw file.Error(value, "abi takes a number from 1");
                abi = AccessMasks.Known(Math.Min(number, AbiTable.Newest));
            }
        }

        foreach ((SettingKey key, Setting value) in Members(root, "abi", "variable", "ruleset", "path_beneath", "net_port"))
        {
            if (key.Name is not "abi")
            {
                foreach (Setting item in List(key.Name, value, SettingKind.Table))
                {
                    Take(Snake(key.Name), item);
                }
            }
        }

        common = common is { } before ? before & handled : handled;
    }

    /// <summary>Adds it all.</summary>
    /// <param name="request">What it is added to.</param>
    /// <param name="alone">Whether nothing else opens anything: then what no policy mentions is left alone. Else it is closed as
    /// ever, as nobody who names what is open means the rest to be open too.</param>
    public void AddTo(ref LaunchRequest request, bool alone)
    {
        AccessMasks kept = common ?? default;
        foreach ((SettingFile source, Setting text, FileSystemRights rights) in paths)
        {
            file = source;
            byte* place = CString.Copy(Encoding.UTF8.GetBytes(source.Place(text.Line, text.Column)));
            foreach (string path in Resolve(text))
            {
                // As its own programs do, landrun passes by what does not exist.
                request.Paths.Add(new PathGrant
                {
                    Path = CString.Copy(Encoding.UTF8.GetBytes(path)),
                    Rights = rights & kept.FileSystem,
                    Origin = new Origin(Option.Policy, place),
                    Optional = true,
                });
            }
        }

        foreach (PortGrant port in ports)
        {
            request.Ports.Add(port with { Rights = port.Rights & kept.Network });
        }

        request.LeftAlone = alone ? AccessMasks.Known(AbiTable.Newest) - kept : default;
    }

    private void Take(string key, Setting item)
    {
        switch (key)
        {
            case "variable":
                TakeVariable(item);
                break;
            case "ruleset":
                foreach ((SettingKey name, Setting value) in Members(item, "handled_access_fs", "handled_access_net", "scoped"))
                {
                    handled.FileSystem |= Snake(name.Name) is "handled_access_fs" ? FileSystem(name.Name, value) : default;
                    handled.Network |= Snake(name.Name) is "handled_access_net" ? Network(name.Name, value) : default;
                    handled.Scopes |= name.Name is "scoped" ? Scoped(name.Name, value) : default;
                }

                if (item.Keys.Count == 0)
                {
                    throw file.Error(item, "an empty ruleset");
                }

                break;
            case "path_beneath":
                FileSystemRights rights = FileSystem("allowed_access", Member(item, "allowed_access", "parent"));
                handled.FileSystem |= rights;
                foreach (Setting parent in List("parent", Member(item, "parent", "allowed_access"), SettingKind.String))
                {
                    paths.Add((file, parent, rights));
                }

                break;
            default:
                TakePorts(item);
                break;
        }
    }

    private void TakeVariable(Setting item)
    {
        Setting name = Member(item, "name", "literal");
        if (name.Kind != SettingKind.String || !IsName(name.Text))
        {
            throw file.Error(name, "name takes a letter, and letters, digits and _ behind it");
        }

        if (!variables.TryGetValue(name.Text, out SortedSet<string>? values))
        {
            variables.Add(name.Text, values = new SortedSet<string>(StringComparer.Ordinal));
        }

        foreach ((SettingKey key, Setting value) in Members(item, "name", "literal"))
        {
            if (key.Name is "literal")
            {
                List<Setting> literals = value.Kind == SettingKind.String ? [value] : List(key.Name, value, SettingKind.String);
                values.UnionWith(literals.Select(literal => literal.Text));
            }
        }
    }

    private void TakePorts(Setting item)
    {
        NetworkRights rights = Network("allowed_access", Member(item, "allowed_access", "port"));
        handled.Network |= rights;
        foreach (Setting port in List("port", Member(item, "port", "allowed_access"), SettingKind.Integer))
        {
            if (port.Number is < 0 or > ushort.MaxValue)
            {
                throw file.Error(port, "port takes a number from 0 to 65535");
            }

            byte* place = CString.Copy(Encoding.UTF8.GetBytes(file.Place(port.Line, port.Column)));
            ports.Add(new PortGrant { First = (ushort)port.Number, Last = (ushort)port.Number, Rights = rights, Origin = new Origin(Option.Policy, place) });
        }
    }

    private FileSystemRights FileSystem(string key, Setting value)
    {
        FileSystemRights rights = default;
        foreach (Setting item in List(key, value, SettingKind.String))
        {
            rights |= item.Text switch
            {
                "abi.all" => Group(item).FileSystem,
                "abi.read_execute" => Group(item).FileSystem & (Rights.ReadOnlyExecute | FileSystemRights.Refer),
                "abi.read_write" => Group(item).FileSystem & ~FileSystemRights.Execute,
                _ => (FileSystemRights)Named(RightKind.FileSystem, item),
            };
        }

        return rights;
    }

    private NetworkRights Network(string key, Setting value)
    {
        NetworkRights rights = default;
        foreach (Setting item in List(key, value, SettingKind.String))
        {
            rights |= item.Text is "abi.all" ? Group(item).Network : (NetworkRights)Named(RightKind.Network, item);
        }

        return rights;
    }

    private Scopes Scoped(string key, Setting value)
    {
        Scopes scopes = default;
        foreach (Setting item in List(key, value, SettingKind.String))
        {
            scopes |= item.Text is "abi.all" ? Group(item).Scopes : (Scopes)Named(RightKind.Scope, item);
        }

        return scopes;
    }

    private AccessMasks Group(Setting item) => abi ?? throw file.Error(item, $"{item.Text} needs a line abi = N");

    private ulong Named(RightKind kind, Setting item)
    {
        byte[] name = Encoding.UTF8.GetBytes(item.Text);
        for (int index = 0; index < RightTable.Count; index++)
        {
            RightRow row = RightTable.Row(index);
            if (row.Kind == kind && row.Name.SequenceEqual(name))
            {
                return row.Bit;
            }
        }

        throw file.Error(item, $"{item.Text} is not a right that stands here");
    }

    /// <summary>A text with its variables: one with several values stands for as many texts.</summary>
    private List<string> Resolve(Setting text)
    {
        List<string> results = [string.Empty];
        ReadOnlySpan<char> rest = text.Text;
        while (!rest.IsEmpty)
        {
            int size = rest.StartsWith("$$") ? 2 : 1;
            IEnumerable<string> values = [rest[..1].ToString()];
            if (rest.StartsWith("${"))
            {
                size = rest.IndexOf('}') + 1;
                values = size > 0 && variables.TryGetValue(rest[2..(size - 1)].ToString(), out SortedSet<string>? known) ? known
                    : throw file.Error(text, size == 0 ? "${ has no }" : $"the variable {rest[2..(size - 1)]} is not there");
            }

            results = [.. results.SelectMany(result => values.Select(value => result + value)).Take(MaxPaths + 1)];
            if (results.Count > MaxPaths || text.Text.Contains('\0', StringComparison.Ordinal))
            {
                throw file.Error(text, results.Count > MaxPaths ? $"it stands for more than {MaxPaths} paths" : "it contains a NUL character");
            }

            rest = rest[size..];
        }

        return results;
    }

    private static bool IsName(string text) =>
        text.Length > 0 && char.IsAsciiLetter(text[0]) && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');

    /// <summary>A table's members, all of these names; they are spelt with underscores in TOML and with capitals in JSON.</summary>
    private List<(SettingKey Key, Setting Value)> Members(Setting table, params ReadOnlySpan<string> names)
    {
        List<(SettingKey, Setting)> members = [];
        for (int index = 0; index < table.Keys.Count; index++)
        {
            SettingKey key = table.Keys[index];
            if (!names.Contains(Snake(key.Name)))
            {
                throw file.Error(key, $"unknown key {key.Name}; here stand {string.Join(", ", names.ToArray().Select(Spelt))}");
            }

            members.Add((key, table.Items[index]));
        }

        return members;
    }

    private Setting Member(Setting table, string name, string other)
    {
        foreach ((SettingKey key, Setting value) in Members(table, name, other))
        {
            if (string.Equals(Snake(key.Name), name, StringComparison.Ordinal))
            {
                return value;
            }
        }

        throw file.Error(table, $"{Spelt(name)} is missing");
    }

    private List<Setting> List(string key, Setting value, SettingKind kind)
    {
        string wanted = kind switch { SettingKind.Table => "tables", SettingKind.String => "strings", _ => "numbers" };
        if (value.Kind != SettingKind.Array || value.Items.Count == 0 || value.Items.Exists(item => item.Kind != kind))
        {
            Setting fault = value.Items.Find(item => item.Kind != kind) ?? value;
            throw file.Error(value.Kind == SettingKind.Array ? fault : value, $"{Spelt(Snake(key))} takes a list of {wanted}, and at least one");
        }

        return value.Items;
    }

    /// <summary>A key of this file as it would be spelt in TOML; empty where this format spells it differently.</summary>
    private string Snake(string key)
    {
        if (!isJson)
        {
            return key;
        }

        string snake = string.Concat(key.Select(letter => char.IsAsciiLetterUpper(letter) ? "_" + char.ToLowerInvariant(letter) : letter.ToString()));
        return string.Equals(Spelt(snake), key, StringComparison.Ordinal) ? snake : string.Empty;
    }

    private string Spelt(string name)
    {
        string[] words = name.Split('_');
        return isJson ? string.Concat(words.Select((word, index) => index == 0 || word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..])) : name;
    }
}
