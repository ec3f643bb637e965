namespace Landrun.Limits;

/// <summary>A limit that was asked for.</summary>
internal struct LimitGrant
{
    /// <summary>Its row in <see cref="LimitTable"/>.</summary>
    public int Row;

    public ulong Value;
}
