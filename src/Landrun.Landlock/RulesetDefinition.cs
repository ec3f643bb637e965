using System.Text;
using Landrun.Landlock.Kernel;

namespace Landrun.Landlock;

/// <summary>What is to be denied and what of it is allowed: first what is handled, then the rules. Plain data until
/// <see cref="Create"/>.</summary>
/// <remarks>What is handled is denied unless a rule allows it; what isn't handled stays as it was. Not safe for use by several
/// threads at once. landlock(7) describes the model.</remarks>
public sealed class RulesetDefinition
{
    private static readonly LandlockSupport Newest = LandlockSupport.ForAbi(LandlockSupport.NewestAbi);
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly List<PathRule> paths = [];
    private readonly List<PortRule> ports = [];

    /// <summary>The rights on files that are denied unless <see cref="AllowPath(string, FileSystemRights)"/> allows them; all that
    /// the library knows by default.</summary>
    /// <exception cref="ArgumentException">A bit that the library doesn't know.</exception>
    public FileSystemRights HandledFileSystem
    {
        get;
        init => field = (value & ~Newest.FileSystemRights) == 0 ? value : throw new ArgumentException("Unknown rights.", nameof(value));
    }
    = Newest.FileSystemRights;

    /// <summary>The rights on ports that are denied unless <see cref="AllowPort"/> allows them; all that the library knows by
    /// default.</summary>
    /// <exception cref="ArgumentException">A bit that the library doesn't know.</exception>
    public NetworkRights HandledNetwork
    {
        get;
        init => field = (value & ~Newest.NetworkRights) == 0 ? value : throw new ArgumentException("Unknown rights.", nameof(value));
    }
    = Newest.NetworkRights;

    /// <summary>What can't be reached outside the domain; all that the library knows by default.</summary>
    /// <exception cref="ArgumentException">A bit that the library doesn't know.</exception>
    public Scopes HandledScopes
    {
        get;
        init => field = (value & ~Newest.Scopes) == 0 ? value : throw new ArgumentException("Unknown scopes.", nameof(value));
    }
    = Newest.Scopes;

    /// <summary>What happens where the kernel can't enforce all of it; <see cref="Compatibility.BestEffort"/> by default.</summary>
    public Compatibility Compatibility { get; init; }

    internal IReadOnlyList<PathRule> Paths => paths;

    internal IReadOnlyList<PortRule> Ports => ports;

    internal AccessMasks Wish => new() { FileSystem = HandledFileSystem, Network = HandledNetwork, Scopes = HandledScopes };

    /// <summary>Allows rights on a file, or on a directory and all beneath it.</summary>
    /// <param name="path">The path; a relative one is resolved by <see cref="Create"/>. Symbolic links are followed. The rule binds to
    /// the file that stands there then, not to its name: one that is renamed over it later has no rule.</param>
    /// <param name="rights">What to allow, <see cref="PathAccess"/> has the usual sets. Rights that aren't handled are passed over:
    /// they are allowed anyway.</param>
    /// <returns>This definition.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty, holds a NUL or half a surrogate pair, or
    /// <paramref name="rights"/> is none or unknown to the library.</exception>
    public RulesetDefinition AllowPath(string path, FileSystemRights rights)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return AllowPath(Utf8.GetBytes(path), rights);
    }

    /// <summary>Allows rights on a file, or on a directory and all beneath it, by a path that need not be UTF-8.</summary>
    /// <param name="path">The path's bytes as the kernel takes them, without a NUL at the end.</param>
    /// <param name="rights">What to allow.</param>
    /// <returns>This definition.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty or holds a NUL, or <paramref name="rights"/> is none or
    /// unknown to the library.</exception>
    public RulesetDefinition AllowPath(ReadOnlySpan<byte> path, FileSystemRights rights)
    {
        if (path.IsEmpty || path.Contains((byte)0))
        {
            throw new ArgumentException("A path is neither empty nor contains NUL.", nameof(path));
        }

        if (rights == 0 || (rights & ~Newest.FileSystemRights) != 0)
        {
            throw new ArgumentException("Known rights, and at least one, are asked for.", nameof(rights));
        }

        paths.Add(new PathRule([.. path, 0], rights));
        return this;
    }

    /// <summary>Allows rights on a port.</summary>
    /// <param name="port">The port in host order; 0 stands for the kernel's choice of an ephemeral port.</param>
    /// <param name="rights">What to allow. Rights that aren't handled are passed over: they are allowed anyway.</param>
    /// <returns>This definition.</returns>
    /// <exception cref="ArgumentException"><paramref name="rights"/> is none or unknown to the library.</exception>
    public RulesetDefinition AllowPort(ushort port, NetworkRights rights) => AllowPorts(port, port, rights);

    /// <summary>Allows rights on a range of ports. The kernel gets one rule a port.</summary>
    /// <param name="first">The first port, in host order.</param>
    /// <param name="last">The last port, included.</param>
    /// <param name="rights">What to allow.</param>
    /// <returns>This definition.</returns>
    /// <exception cref="ArgumentException"><paramref name="rights"/> is none or unknown to the library.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="last"/> is below <paramref name="first"/>.</exception>
    public RulesetDefinition AllowPorts(ushort first, ushort last, NetworkRights rights)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(last, first);
        if (rights == 0 || (rights & ~Newest.NetworkRights) != 0)
        {
            throw new ArgumentException("Known rights, and at least one, are asked for.", nameof(rights));
        }

        ports.Add(new PortRule(first, last, rights));
        return this;
    }

    /// <summary>What of this definition a kernel can't enforce: a pure function.</summary>
    /// <param name="support">The kernel: <see cref="LandlockSupport.Query"/> or <see cref="LandlockSupport.ForAbi"/>.</param>
    /// <returns>Handled rights and scopes; empty where the kernel enforces everything.</returns>
    public RightSet Dropped(LandlockSupport support)
    {
        ArgumentNullException.ThrowIfNull(support);
        return new RightSet(RulesetPlan.For(support.Abi, Wish, RestrictOptions.None).Dropped, RestrictOptions.None);
    }

    /// <summary>Builds the ruleset in the kernel. Each path is opened once, with <c>O_PATH</c>, and the rule is made from that
    /// descriptor; on what is not a directory, rights that concern only directories are left out. Restricts nothing yet.</summary>
    /// <returns>The ruleset; where the kernel can enforce nothing of it, one without a descriptor.</returns>
    /// <exception cref="LandlockException">A path doesn't exist (<c>ENOENT</c>) or can't be opened; nothing is handled
    /// (<c>ENOMSG</c>); the kernel can't enforce all of it and <see cref="Compatibility"/> is
    /// <see cref="Compatibility.Required"/>.</exception>
    public Ruleset Create() => RulesetBuilder.Build(this, LandlockSupport.Query());
}
