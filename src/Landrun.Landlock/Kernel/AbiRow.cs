namespace Landrun.Landlock.Kernel;

/// <summary>What one version of Landlock's ABI brought.</summary>
internal readonly ref struct AbiRow
{
    public AbiRow(int abi, ReadOnlySpan<byte> linux, int attributeFields, RestrictOptions brought)
    {
        Abi = abi;
        Linux = linux;
        AttributeFields = attributeFields;
        Brought = brought;
    }

    public int Abi { get; }

    /// <summary>The first Linux version with this ABI. Distributions backport: never infer the ABI from it.</summary>
    public ReadOnlySpan<byte> Linux { get; }

    /// <summary>How many 8-byte fields of <c>struct landlock_ruleset_attr</c> this ABI knows.</summary>
    public int AttributeFields { get; }

    /// <summary>The flags of landlock_restrict_self(2) that are new in this ABI.</summary>
    public RestrictOptions Brought { get; }
}
