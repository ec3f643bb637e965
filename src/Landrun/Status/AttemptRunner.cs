using System.Globalization;
using System.Text;
using Landrun.Interop;
using Landrun.Landlock.Kernel;
using Landrun.Sandbox;

namespace Landrun.Status;

/// <summary>What <c>--try</c> does: makes every attempt from where it stands, and prints a line each, the attempt's number and the errno.
/// </summary>
internal static class AttemptRunner
{
    public static string Run(Targets targets)
    {
        StringBuilder text = new();
        for (Attempt attempt = 0; attempt < Attempt.Count; attempt++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(int)attempt} {(int)Make(attempt, targets)}\n");
        }

        return text.ToString();
    }

    /// <summary>The errnos that <see cref="Run"/> printed, by the attempts' numbers; null where that is not what was printed.</summary>
    public static Errno[]? Parse(string text)
    {
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Errno[] errors = new Errno[(int)Attempt.Count];
        for (int index = 0; index < errors.Length; index++)
        {
            if (lines.Length != errors.Length || lines[index].Split(' ') is not [var number, var error]
                || !int.TryParse(number, CultureInfo.InvariantCulture, out int attempt) || attempt != index || !int.TryParse(error, CultureInfo.InvariantCulture, out int errno))
            {
                return null;
            }

            errors[index] = (Errno)errno;
        }

        return errors;
    }

    private static Errno Make(Attempt attempt, Targets targets) => attempt switch
    {
        Attempt.Read => Acts.Open(targets.File, Libc.O_RDONLY),
        Attempt.List => Acts.Open(targets.Directory, Acts.O_DIRECTORY),
        Attempt.Write => Acts.Open(targets.File, Acts.O_WRONLY),
        Attempt.Execute => Acts.Execute(targets.File),
        Attempt.Create => Acts.MakeDirectory(targets.NewDirectory),
        Attempt.Remove => Acts.RemoveDirectory(targets.Directory),
        Attempt.Truncate => Acts.Truncate(targets.File),
        Attempt.TcpConnect => Acts.Connect(Acts.SOCK_STREAM, targets.TcpPort),
        Attempt.TcpBind => Acts.Bind(Acts.SOCK_STREAM),
        Attempt.DeviceIoctl => Acts.DeviceControl(StatusRoom.Device),
        Attempt.AbstractSocket => Acts.ConnectUnix("\0" + targets.AbstractName),
        Attempt.Signal => Acts.Signal(targets.Process),
        Attempt.UnixSocket => Acts.ConnectUnix(targets.Socket),
        Attempt.UdpSend => Acts.Send(Acts.SOCK_DGRAM, targets.UdpPort, fastOpen: false),
        Attempt.UdpBind => Acts.Bind(Acts.SOCK_DGRAM),
        Attempt.Multipath => Acts.Socket(Acts.AF_INET, Acts.SOCK_STREAM, Acts.IPPROTO_MPTCP),
        Attempt.PingSocket => Acts.Socket(Acts.AF_INET, Acts.SOCK_DGRAM, Acts.IPPROTO_ICMP),
        Attempt.VsockSocket => Acts.Socket(Acts.AF_VSOCK, Acts.SOCK_STREAM, 0),
        Attempt.CryptoSocket => Acts.Socket(Acts.AF_ALG, Acts.SOCK_SEQPACKET, 0),
        Attempt.AuditSocket => Acts.Socket(Acts.AF_NETLINK, Acts.SOCK_RAW, Acts.NETLINK_AUDIT),
        Attempt.FastOpen => Acts.Send(Acts.SOCK_STREAM, targets.TcpPort, fastOpen: true),
        Attempt.Listen => Acts.Listen(),
        Attempt.ChangeMode => Acts.ChangeMode(targets.File),
        Attempt.ChangeTimes => Acts.ChangeTimes(targets.File),
        Attempt.TypeIntoTerminal => Acts.TypeIntoTerminal(),
        Attempt.Ring => Acts.MakeRing(),
        Attempt.Keyring => Acts.AddKey(),
        Attempt.OtherLimits => Acts.SetLimit(targets.Process),
        Attempt.OtherProcess => Acts.LookInto(targets.Process),
        Attempt.InheritedDescriptor => Acts.UseDescriptor(targets.Descriptor),
        Attempt.InheritedVariable => Environment.GetEnvironmentVariable(Targets.Variable) is null ? Errno.ENOENT : Errno.None,
        Attempt.GainPrivileges => Acts.MayGainPrivileges() ? Errno.None : Errno.EPERM,
        Attempt.Capability => Libc.GetCapabilities(out CapabilitySets sets) == Errno.None && (sets.Effective & ~CapabilityTable.Usual) != 0 ? Errno.None : Errno.EPERM,
        _ => Errno.ENOSYS,
    };
}
