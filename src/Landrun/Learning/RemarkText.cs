namespace Landrun.Learning;

/// <summary>What a person is told of what no rule opens.</summary>
internal static class RemarkText
{
    public static IEnumerable<string> Of(IEnumerable<Remark> remarks) => remarks.Order().Select(Of).Where(text => text.Length > 0);

    private static string Of(Remark remark) => remark switch
    {
        Remark.OtherSocket => "sockets other than TCP, UDP, unix and netlink route were made: not opened, most programs do without; only --unrestricted-network leaves them",
        Remark.AbstractSocket => "abstract unix sockets were used: before Linux 7.1 they exist only with --unix, and never reach outside without --unrestricted-scoped",
        Remark.Mount => "something was mounted: every sandbox refuses that",
        Remark.OtherArchitecture => "a program of another architecture ran: what it did was not seen",
        Remark.Unreadable => "a process could not be looked into: what it did was not all seen",
        Remark.OtherRoot => "the root directory was changed: paths after that may be wrong",
        _ => string.Empty,
    };
}
