using Landrun.Landlock;

namespace Landrun.CommandLine;

/// <summary>All that there is to know of one option.</summary>
internal readonly ref struct OptionRow
{
    public OptionRow(
        ReadOnlySpan<byte> name,
        OptionKind kind,
        OptionGroup group,
        ReadOnlySpan<byte> value,
        ReadOnlySpan<byte> help,
        FileSystemRights rights = FileSystemRights.None,
        NetworkRights portRights = NetworkRights.None,
        byte shortName = 0,
        Option opposite = Option.Count,
        bool inProfile = true)
    {
        Name = name;
        Kind = kind;
        Group = group;
        Value = value;
        Help = help;
        Rights = rights;
        PortRights = portRights;
        ShortName = shortName;
        Opposite = opposite;
        InProfile = inProfile;
    }

    /// <summary>The name without its dashes.</summary>
    public ReadOnlySpan<byte> Name { get; }

    public OptionKind Kind { get; }

    public OptionGroup Group { get; }

    /// <summary>What the help calls the value.</summary>
    public ReadOnlySpan<byte> Value { get; }

    public ReadOnlySpan<byte> Help { get; }

    /// <summary>What an option that takes paths grants on each.</summary>
    public FileSystemRights Rights { get; }

    /// <summary>What an option that takes ports grants on each.</summary>
    public NetworkRights PortRights { get; }

    /// <summary>The letter that stands for the name behind one dash; 0 for none.</summary>
    public byte ShortName { get; }

    /// <summary>The option that says the contrary; <see cref="Option.Count"/> where there is none.</summary>
    public Option Opposite { get; }

    /// <summary>Whether a profile may say it: what belongs to one start of landrun alone has no place there.</summary>
    public bool InProfile { get; }
}
