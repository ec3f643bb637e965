namespace Landrun.Learning;

/// <summary>What a call is that no right opens.</summary>
internal enum Remark
{
    None,

    /// <summary>A kind of socket that exists only with the whole network open.</summary>
    OtherSocket,

    /// <summary>An abstract unix socket.</summary>
    AbstractSocket,

    /// <summary>Mounting, which every sandbox refuses.</summary>
    Mount,

    /// <summary>A program of another architecture, whose calls are not seen.</summary>
    OtherArchitecture,

    /// <summary>A process whose memory can't be read.</summary>
    Unreadable,

    /// <summary>Another root directory: paths can't be followed.</summary>
    OtherRoot,
}
