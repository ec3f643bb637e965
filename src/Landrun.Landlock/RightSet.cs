using System.Text;
using Landrun.Landlock.Kernel;

namespace Landrun.Landlock;

/// <summary>Rights, scopes and options of every kind.</summary>
/// <param name="FileSystem">Rights on files.</param>
/// <param name="Network">Rights on ports.</param>
/// <param name="Scopes">What can't be reached outside the domain.</param>
/// <param name="Options">How the restriction is enforced and logged.</param>
public readonly record struct RightSet(
    FileSystemRights FileSystem, NetworkRights Network, Scopes Scopes, RestrictOptions Options = RestrictOptions.None)
{
    internal RightSet(AccessMasks masks, RestrictOptions options)
        : this(masks.FileSystem, masks.Network, masks.Scopes, options)
    {
    }

    /// <summary>Whether nothing is in the set.</summary>
    public bool IsEmpty => this == default;

    /// <summary>Everything in the set, with the Linux version that enforces it, in the order of the kernel's header.</summary>
    /// <returns>One item a bit; empty for an empty set. Bits that the library doesn't know are left out.</returns>
    public IReadOnlyList<RightDescription> Describe()
    {
        List<RightDescription> descriptions = [];
        for (int index = 0; index < RightTable.Count; index++)
        {
            RightRow row = RightTable.Row(index);
            ulong mask = row.Kind switch
            {
                RightKind.FileSystem => (ulong)FileSystem,
                RightKind.Network => (ulong)Network,
                _ => (ulong)Scopes,
            };
            if ((mask & row.Bit) != 0)
            {
                descriptions.Add(Described(Encoding.ASCII.GetString(row.Name), row.Abi));
            }
        }

        foreach (RestrictOptions option in Enum.GetValues<RestrictOptions>())
        {
            if ((Options & option) != 0)
            {
                descriptions.Add(Described(Name(option), AbiTable.AbiOf(option)));
            }
        }

        return descriptions;
    }

    /// <summary>The set for people: <c>bind_udp (Linux 7.2), connect_send_udp (Linux 7.2)</c>.</summary>
    /// <returns>One line; <c>nothing</c> for an empty set.</returns>
    public override string ToString() =>
        IsEmpty ? "nothing" : string.Join(", ", Describe().Select(item => $"{item.Name} (Linux {item.LinuxVersion})"));

    private static RightDescription Described(string name, int abi) =>
        new(name, abi, Encoding.ASCII.GetString(AbiTable.Row(abi).Linux));

    private static string Name(RestrictOptions option) => option switch
    {
        RestrictOptions.LogSameExecOff => "log_same_exec_off",
        RestrictOptions.LogNewExecOn => "log_new_exec_on",
        RestrictOptions.LogSubdomainsOff => "log_subdomains_off",
        RestrictOptions.AllThreads => "tsync",
        _ => "no_new_privs",
    };
}
