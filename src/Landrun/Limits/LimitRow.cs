namespace Landrun.Limits;

/// <summary>One limit of resources.</summary>
internal readonly ref struct LimitRow
{
    public LimitRow(ReadOnlySpan<byte> name, int resource, LimitUnit unit, ReadOnlySpan<byte> example, ReadOnlySpan<byte> help)
    {
        Name = name;
        Resource = resource;
        Unit = unit;
        Example = example;
        Help = help;
    }

    /// <summary>What <c>--limit</c> calls it.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>The kernel's number, <c>RLIMIT_…</c> of <c>asm-generic/resource.h</c>; the same on x86-64 and arm64.</summary>
    public int Resource { get; }

    public LimitUnit Unit { get; }

    public ReadOnlySpan<byte> Example { get; }

    public ReadOnlySpan<byte> Help { get; }
}
