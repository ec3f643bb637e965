using Landrun.Interop;
using Landrun.Landlock;

namespace Landrun.CommandLine;

/// <summary>A question to <c>--why</c>: <c>PATH</c>, <c>unix:PATH</c>, <c>tcp:PORT</c> or <c>udp:PORT</c>.</summary>
internal unsafe ref struct QuestionSyntax
{
    public QuestionKind Kind;

    /// <summary>The path asked for; it ends with a NUL.</summary>
    public byte* Path;

    public ushort Port;

    /// <summary>Kind None where the text is none of these.</summary>
    public static QuestionSyntax Parse(byte* text)
    {
        ReadOnlySpan<byte> question = CString.Span(text);
        QuestionKind kind = question.StartsWith("tcp:"u8) ? QuestionKind.TcpPort
            : question.StartsWith("udp:"u8) ? QuestionKind.UdpPort
            : question.StartsWith("unix:"u8) ? QuestionKind.UnixSocket
            : QuestionKind.Path;
        switch (kind)
        {
            case QuestionKind.Path:
                return new() { Kind = *text == 0 ? QuestionKind.None : kind, Path = text };
            case QuestionKind.UnixSocket:
                return new() { Kind = text[5] == 0 ? QuestionKind.None : kind, Path = text + 5 };
            default:
                // Port 0 may be bound, so that it can be asked for.
                Mistake mistake = PortSyntax.Parse(question[4..], NetworkRights.BindTcp, out int first, out int last);
                bool one = mistake == Mistake.None && first == last;
                return new() { Kind = one ? kind : QuestionKind.None, Port = (ushort)(one ? first : 0) };
        }
    }
}
