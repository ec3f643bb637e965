using System.Globalization;
using Landrun.Landlock;

namespace Landrun.Learning;

/// <summary>Makes rules of the ports that a run used: a pure function.</summary>
internal static class PortGeneraliser
{
    public const int NameServer = 53;

    /// <summary>Where the kernel's ephemeral ports begin (net.ipv4.ip_local_port_range, its default).</summary>
    private const int FirstEphemeral = 32768;

    private const int LastEphemeral = 60999;

    /// <summary>So many ephemeral ports may be meant by their numbers.</summary>
    private const int FewPorts = 2;

    public static List<LearnedPorts> Generalise(IReadOnlyCollection<SeenPort> ports, bool dns, ISet<string> notes)
    {
        HashSet<int> tcp = [.. ports.Where(port => port.Right == NetworkRights.ConnectTcp).Select(port => port.Port)];
        bool bindsAny = ports.Any(port => port is { Right: NetworkRights.BindTcp or NetworkRights.BindUdp, Port: 0 });
        List<LearnedPorts> rules = [];
        foreach (IGrouping<NetworkRights, SeenPort> group in ports.GroupBy(port => port.Right).OrderBy(group => group.Key))
        {
            List<int> numbers = [.. group.Select(port => port.Port).Distinct().Order()];
            switch (group.Key)
            {
                case NetworkRights.ConnectSendUdp:
                    // Nothing can be sent to port 0. Whoever sorts addresses connects to them by UDP and sends nothing (getaddrinfo(3)).
                    numbers.RemoveAll(port => port == 0 || tcp.Contains(port) || (port == NameServer && (dns || tcp.Count > 0)));
                    break;
                case NetworkRights.ConnectTcp:
                    numbers.RemoveAll(port => port == 0 || (port == NameServer && dns));
                    break;
                case NetworkRights.BindUdp when ports.Any(port => port.Right == NetworkRights.ConnectSendUdp):
                    // Sending opens the ephemeral ones.
                    numbers.Remove(0);
                    break;
                default:
                    break;
            }

            List<int> ephemeral = [.. numbers.Where(port => port is >= FirstEphemeral and <= LastEphemeral)];
            if (group.Key is NetworkRights.ConnectTcp or NetworkRights.ConnectSendUdp && ephemeral.Count > 0 && (bindsAny || ephemeral.Count > FewPorts))
            {
                numbers.RemoveAll(ephemeral.Contains);
                rules.Add(new LearnedPorts(group.Key, FirstEphemeral, LastEphemeral));
                notes.Add(string.Create(CultureInfo.InvariantCulture, $"port {ephemeral[0]} is an ephemeral one and another in the next run: all of {FirstEphemeral}-{LastEphemeral} are opened"));
            }

            rules.AddRange(numbers.Select(port => new LearnedPorts(group.Key, port, port)));
        }

        return rules;
    }
}
