using System.Globalization;
using System.Text;
using Landrun.Interop;
using Landrun.Landlock.Kernel;
using Landrun.Learning;
using Landrun.Policy;
using Landrun.Sandbox.Seccomp;

namespace Landrun.Explaining;

/// <summary>Says what a system call that the filter refused would have done, and which option leaves it.</summary>
internal static class FilterExplanation
{
    private const ulong AF_UNIX = 1;
    private const ulong AF_INET = 2;
    private const ulong AF_INET6 = 10;
    private const ulong SOCK_TYPE_MASK = 0xf;
    private const ulong SOCK_STREAM = 1;
    private const ulong SOCK_DGRAM = 2;

    public static Denial Of(TracedTask task, int number, Errno errno, in SandboxPolicy policy)
    {
        SystemCallRow row = Row(number);
        string name = row.Name.IsEmpty ? "system call " + number.ToString(CultureInfo.InvariantCulture) : Encoding.ASCII.GetString(row.Name);
        return (row.Closings & Closings.Metadata) != Closings.None && row.Check == Check.Always ? OfMetadata(name, policy)
            : row.Check switch
            {
                Check.Socket or Check.SocketPair => OfSocket(name, task.Arguments, errno),
                Check.Request => new Denial(Cause.Always, "ioctl that types into the terminal or changes a file's attributes", "nothing but --no-seccomp leaves it"),
                Check.ThirdFlags or Check.FourthFlags => new Denial(Cause.Always, name + " with TCP Fast Open", "programs do without"),
                _ when row.Closings == Closings.Listen =>
                    new Denial(Cause.Filter, "listen, where no TCP port may be bound", "--bind-tcp PORT"),
                _ => new Denial(Cause.Always, name, "programs do without; nothing but --no-seccomp leaves it"),
            };
    }

    private static Denial OfMetadata(string name, in SandboxPolicy policy) => new(
        Cause.Filter,
        name + ": modes, owners and times of files",
        policy.NoMetadata ? "leave out --no-metadata" : "--rw PATH, with any path: they are closed while nothing is writable");

    private static Denial OfSocket(string name, in CallArguments arguments, Errno errno)
    {
        ulong family = arguments[0];
        ulong type = arguments[1] & SOCK_TYPE_MASK;
        return (family, type) switch
        {
            (AF_UNIX, _) => new Denial(Cause.Filter, name + ": unix sockets, while this kernel can't tell them apart by path", "--unix PATH"),
            (AF_INET or AF_INET6, SOCK_STREAM) when errno == Errno.EACCES =>
                new Denial(Cause.Filter, name + ": TCP, while no TCP port is opened", "--connect-tcp PORT or --bind-tcp PORT"),
            (AF_INET or AF_INET6, SOCK_DGRAM) when errno == Errno.EACCES =>
                new Denial(Cause.Filter, name + ": UDP, while no UDP port is opened", "--connect-udp PORT, --bind-udp PORT, or --dns to resolve names"),
            _ => new Denial(Cause.Always, string.Create(CultureInfo.InvariantCulture, $"{name}: a socket of family {family}, type {type}, protocol {arguments[2]}"), "programs fall back; --unrestricted-network leaves all kinds"),
        };
    }

    private static SystemCallRow Row(int number)
    {
        for (int index = 0; index < SystemCallTable.Count; index++)
        {
            SystemCallRow row = SystemCallTable.Row(index);
            if (row.Number(Machine.IsArm ? Architecture.Arm64 : Architecture.X64) == number)
            {
                return row;
            }
        }

        return default;
    }
}
