namespace Landrun.Landlock.Kernel;

/// <summary>A set of rights of every kind: what is wished, handled or dropped.</summary>
internal struct AccessMasks
{
    public FileSystemRights FileSystem;
    public NetworkRights Network;
    public Scopes Scopes;

    public readonly bool IsEmpty => FileSystem == 0 && Network == 0 && Scopes == 0;

    /// <summary>Everything that an ABI knows.</summary>
    public static AccessMasks Known(int abi) => new()
    {
        FileSystem = (FileSystemRights)RightTable.Known(RightKind.FileSystem, abi),
        Network = (NetworkRights)RightTable.Known(RightKind.Network, abi),
        Scopes = (Scopes)RightTable.Known(RightKind.Scope, abi),
    };

    public static AccessMasks operator &(AccessMasks left, AccessMasks right) => new()
    {
        FileSystem = left.FileSystem & right.FileSystem,
        Network = left.Network & right.Network,
        Scopes = left.Scopes & right.Scopes,
    };

    /// <summary>What is in the first and not in the second.</summary>
    public static AccessMasks operator -(AccessMasks left, AccessMasks right) => new()
    {
        FileSystem = left.FileSystem & ~right.FileSystem,
        Network = left.Network & ~right.Network,
        Scopes = left.Scopes & ~right.Scopes,
    };
}
