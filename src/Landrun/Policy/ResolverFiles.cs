using Landrun.Interop;

namespace Landrun.Policy;

/// <summary>The files that glibc's and musl's resolvers read (resolver(5), nsswitch.conf(5), hosts(5), gai.conf(5)).</summary>
internal static unsafe class ResolverFiles
{
    public const int Count = 7;

    /// <summary>One of them, ending with a NUL.</summary>
    public static byte* Path(int index) => CString.Copy(Name(index));

    private static ReadOnlySpan<byte> Name(int index) => index switch
    {
        0 => "/etc/resolv.conf"u8,
        1 => "/etc/hosts"u8,
        2 => "/etc/nsswitch.conf"u8,
        3 => "/etc/host.conf"u8,
        4 => "/etc/gai.conf"u8,
        5 => "/etc/services"u8,
        6 => "/etc/protocols"u8,
        _ => default,
    };
}
