namespace Landrun.CommandLine;

/// <summary>What a question to <c>--why</c> is about.</summary>
internal enum QuestionKind
{
    None,
    Path,
    UnixSocket,
    TcpPort,
    UdpPort,
}
