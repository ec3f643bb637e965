using System.Globalization;

namespace Landrun.Status;

/// <summary>What the attempts are made on: files, sockets and a process outside of the sandbox.</summary>
internal sealed record Targets(ushort TcpPort, ushort UdpPort, int Process, int Descriptor, string AbstractName, string Folder)
{
    /// <summary>A variable that is set outside, and that no command line names.</summary>
    public const string Variable = "LANDRUN_STATUS_SECRET";

    public string File => Folder + "/file";

    /// <summary>A directory that is not empty.</summary>
    public string Directory => Folder + "/directory";

    /// <summary>The name of a directory that does not exist.</summary>
    public string NewDirectory => Folder + "/new";

    public string Socket => Folder + "/socket";

    /// <summary>What <see cref="ToString"/> wrote.</summary>
    public static Targets Parse(string text)
    {
        string[] parts = text.Split(':', 6);
        CultureInfo culture = CultureInfo.InvariantCulture;
        return parts.Length == 6
            && ushort.TryParse(parts[0], culture, out ushort tcp)
            && ushort.TryParse(parts[1], culture, out ushort udp)
            && int.TryParse(parts[2], culture, out int process)
            && int.TryParse(parts[3], culture, out int descriptor)
            ? new Targets(tcp, udp, process, descriptor, parts[4], parts[5])
            : throw new UserException($"--try: {text} names no targets; landrun --status makes them and runs it");
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{TcpPort}:{UdpPort}:{Process}:{Descriptor}:{AbstractName}:{Folder}");
}
