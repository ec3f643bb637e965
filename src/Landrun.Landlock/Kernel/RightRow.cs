namespace Landrun.Landlock.Kernel;

/// <summary>One right: its bit, the ABI that brought it, the kernel's name for it and what it allows.</summary>
internal readonly ref struct RightRow
{
    private RightRow(RightKind kind, ulong bit, int abi, ReadOnlySpan<byte> name, ReadOnlySpan<byte> meaning, bool onFile)
    {
        Kind = kind;
        Bit = bit;
        Abi = abi;
        Name = name;
        Meaning = meaning;
        OnFile = onFile;
    }

    public RightRow(FileSystemRights bit, int abi, ReadOnlySpan<byte> name, ReadOnlySpan<byte> meaning, bool onFile = false)
        : this(RightKind.FileSystem, (ulong)bit, abi, name, meaning, onFile)
    {
    }

    public RightRow(NetworkRights bit, int abi, ReadOnlySpan<byte> name, ReadOnlySpan<byte> meaning)
        : this(RightKind.Network, (ulong)bit, abi, name, meaning, false)
    {
    }

    public RightRow(Scopes bit, int abi, ReadOnlySpan<byte> name, ReadOnlySpan<byte> meaning)
        : this(RightKind.Scope, (ulong)bit, abi, name, meaning, false)
    {
    }

    public RightKind Kind { get; }

    public ulong Bit { get; }

    public int Abi { get; }

    /// <summary>The kernel's name without its prefix, in small letters, as <c>--fs</c> takes it.</summary>
    public ReadOnlySpan<byte> Name { get; }

    public ReadOnlySpan<byte> Meaning { get; }

    /// <summary>Whether the right means something on what is not a directory; the kernel answers EINVAL to the others.</summary>
    public bool OnFile { get; }
}
