using System.Text;
using Landrun.Landlock.Kernel;

namespace Landrun.Interop;

/// <summary>A regular file, open for reading. Paths are strings of a byte a character: file names are bytes.</summary>
/// <remarks>.NET's own streams lock what they open (flock), and take text for paths.</remarks>
internal sealed unsafe class OpenFile : IDisposable
{
    private readonly int descriptor;

    private OpenFile(int descriptor, in FileStatus status)
    {
        this.descriptor = descriptor;
        Status = status;
    }

    public FileStatus Status { get; }

    /// <summary>Opens a file; null, and why, where it can't be, or is none that may be opened without asking: a device may be set off.</summary>
    public static OpenFile? TryOpen(string path, out Errno error)
    {
        fixed (byte* pointer = BytePath.ToBytes(path))
        {
            error = (Errno)(-Libc.StatPath(pointer, out FileStatus status));
            if (error != Errno.None || !status.IsRegular)
            {
                error = error != Errno.None ? error : Errno.EACCES;
                return null;
            }

            int opened = Libc.Open(pointer, Libc.O_RDONLY | Libc.O_NONBLOCK | Libc.O_NOCTTY | Libc.O_CLOEXEC);
            error = opened < 0 ? (Errno)(-opened) : (Errno)(-Libc.Stat(opened, out status));
            if (error == Errno.None)
            {
                return new OpenFile(opened, status);
            }

            if (opened >= 0)
            {
                Libc.Close(opened);
            }

            return null;
        }
    }

    /// <summary>Reads from a position on, as much as there is.</summary>
    public int Read(Span<byte> target, long offset)
    {
        int done = 0;
        while (done < target.Length)
        {
            int read = Libc.Read(descriptor, target[done..], offset + done);
            if (read <= 0)
            {
                break;
            }

            done += read;
        }

        return done;
    }

    /// <summary>All of it, up to a limit; null where it is longer.</summary>
    public byte[]? ReadAll(int limit)
    {
        long size = (long)Math.Min(Status.Size, (ulong)limit + 1);
        if (size > limit)
        {
            return null;
        }

        byte[] bytes = new byte[size];
        int read = Read(bytes, 0);
        return read == bytes.Length ? bytes : bytes[..read];
    }

    /// <summary>The path without symbolic links, as the kernel knows it.</summary>
    public string? RealPath()
    {
        Span<byte> target = stackalloc byte[4096];
        fixed (byte* link = BytePath.ToBytes($"/proc/self/fd/{descriptor}"))
        {
            int size = Libc.ReadLink(link, target);
            return size > 0 && size < target.Length ? Encoding.Latin1.GetString(target[..size]) : null;
        }
    }

    public void Dispose() => Libc.Close(descriptor);
}
