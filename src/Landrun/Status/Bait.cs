using System.Net;
using System.Net.Sockets;
using Landrun.Interop;

namespace Landrun.Status;

/// <summary>Makes the targets, and takes them away again. All sockets are on loopback.</summary>
internal sealed class Bait : IDisposable
{
    private readonly List<Socket> sockets = [];
    private readonly string folder;

    public Bait()
    {
        folder = Directory.CreateTempSubdirectory("landrun-status-").FullName;
        try
        {
            Targets = new(Internet(SocketType.Stream), Internet(SocketType.Dgram), Environment.ProcessId, Forgotten(), "landrun-status-" + Guid.NewGuid().ToString("N"), folder);
            // In no format, so that executing it ends in ENOEXEC where it is permitted.
            File.WriteAllBytes(Targets.File, [0, 1]);
            File.SetUnixFileMode(Targets.File, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            Directory.CreateDirectory(Targets.Directory + "/inside");
            Local(Targets.Socket);
            Local("\0" + Targets.AbstractName);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public Targets Targets { get; }

    public void Dispose()
    {
        sockets.ForEach(socket => socket.Dispose());
        Directory.Delete(folder, recursive: true);
    }

    private ushort Internet(SocketType type)
    {
        Socket socket = Add(AddressFamily.InterNetwork, type);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        if (type == SocketType.Stream)
        {
            socket.Listen();
        }

        return (ushort)((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private void Local(string name)
    {
        Socket socket = Add(AddressFamily.Unix, SocketType.Stream);
        socket.Bind(new UnixDomainSocketEndPoint(name));
        socket.Listen();
    }

    private Socket Add(AddressFamily family, SocketType type)
    {
        Socket socket = new(family, type, ProtocolType.Unspecified);
        sockets.Add(socket);
        return socket;
    }

    /// <summary>A descriptor that passes execve(2), as one that a caller forgot to close.</summary>
    private static int Forgotten()
    {
        int descriptor = Acts.OpenForgotten();
        return descriptor >= 0 ? descriptor : throw new UserException("--status: no descriptor is left; raise the limit (ulimit -n)");
    }
}
