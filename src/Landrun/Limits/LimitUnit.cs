namespace Landrun.Limits;

/// <summary>What a limit counts, and so which letters may stand behind its number.</summary>
internal enum LimitUnit
{
    /// <summary>Bare numbers only.</summary>
    Count,

    /// <summary>Bytes; K, M, G and T are powers of 1024.</summary>
    Bytes,

    /// <summary>Seconds; s, m, h and d.</summary>
    Seconds,
}
