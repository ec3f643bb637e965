using System.Text;
using Landrun.Interop;
using Landrun.Landlock.Kernel;

namespace Landrun.Status;

/// <summary>Makes the targets, and takes them away again. All sockets are on loopback.</summary>
internal sealed class Bait : IDisposable
{
    private readonly List<int> sockets = [];
    private readonly string folder;

    public Bait()
    {
        folder = Directory.CreateTempSubdirectory("landrun-status-").FullName;
        try
        {
            Targets = new(Internet(stream: true), Internet(stream: false), Environment.ProcessId, Forgotten(), "landrun-status-" + Guid.NewGuid().ToString("N"), folder);
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
        sockets.ForEach(socket => Libc.Close(socket));
        Directory.Delete(folder, recursive: true);
    }

    private ushort Internet(bool stream)
    {
        Add(Sockets.Offer(stream, out ushort port), stream ? "a TCP socket" : "a UDP socket");
        return port;
    }

    private void Local(string name) => Add(Sockets.Offer(Encoding.UTF8.GetBytes(name)), "a unix socket");

    private void Add(int descriptor, string what)
    {
        if (descriptor < 0)
        {
            throw new UserException($"--status: can't make {what} to try to reach: {Shown.Error((Errno)(-descriptor))}; run it outside of any sandbox");
        }

        sockets.Add(descriptor);
    }

    /// <summary>A descriptor that passes execve(2), as one that a caller forgot to close.</summary>
    private static int Forgotten()
    {
        int descriptor = Acts.OpenForgotten();
        return descriptor >= 0 ? descriptor : throw new UserException("--status: no descriptor is left; raise the limit (ulimit -n)");
    }
}
