using System.Text;
using Landrun.Interop;
using Landrun.Landlock.Kernel;

namespace Landrun.Profiles;

/// <summary>Reads a file that says what is opened. Only its reader or root may be able to change it: it must belong to one of them, and
/// nobody else may write it, nor replace it or a directory on its way. What is asked is the opened file, never its path again.</summary>
internal static unsafe class TrustedFile
{
    /// <summary>Far more than any profile has.</summary>
    private const int MaxSize = 1 << 20;

    /// <summary>More directories than a path of PATH_MAX bytes can have.</summary>
    private const int MaxDepth = 2048;

    /// <summary>The text of a file; null where there is none.</summary>
    /// <param name="path">The path's bytes.</param>
    public static SettingFile? Read(ReadOnlySpan<byte> path)
    {
        string name = Encoding.UTF8.GetString(path);
        byte* native = CString.Copy(path);
        // A fifo or a terminal must not be waited for.
        int file = Libc.Open(native, Libc.O_RDONLY | Libc.O_NONBLOCK | Libc.O_NOCTTY | Libc.O_CLOEXEC);
        if (file < 0)
        {
            return (Errno)(-file) is Errno.ENOENT or Errno.ENOTDIR ? null : throw Unreadable(name, (Errno)(-file));
        }

        try
        {
            string identity = Check(file, name);
            // The directory of the name, and that of the file, which differ where the name is a symbolic link.
            byte[] real = RealPath(file, name);
            CheckDirectories(Parent(real), name);
            if (!path.SequenceEqual(real))
            {
                CheckDirectories(Parent(path), name);
            }

            return new SettingFile(name, identity, Decode(Content(file, name), name));
        }
        finally
        {
            Libc.Close(file);
        }
    }

    /// <summary>Whose it is, and who may write it.</summary>
    /// <returns>The file's identity.</returns>
    private static string Check(int file, string name)
    {
        int error = Libc.Stat(file, out FileStatus status);
        if (error != 0)
        {
            throw Unreadable(name, (Errno)(-error));
        }

        if (!status.IsRegular)
        {
            throw new UserException($"{name}: not a file; nothing was run");
        }

        if (status.Owner != 0 && status.Owner != Libc.EffectiveUser)
        {
            throw new UserException($"{name}: belongs to user {status.Owner}, neither to you nor to root; copy it and use the copy. Nothing was run");
        }

        if (status.OthersMayWrite)
        {
            throw new UserException($"{name}: others may write it; type chmod go-w {name}. Nothing was run");
        }

        return $"{status.DeviceMajor}:{status.DeviceMinor}:{status.Inode}";
    }

    /// <summary>Walks from a directory up to the root, by descriptors.</summary>
    private static void CheckDirectories(ReadOnlySpan<byte> path, string name)
    {
        int directory = Libc.Open(CString.Copy(path), Libc.O_PATH | Libc.O_CLOEXEC);
        FileStatus below = default;
        for (int depth = 0; depth < MaxDepth; depth++)
        {
            FileStatus status = default;
            int error = directory < 0 ? directory : Libc.Stat(directory, out status);
            if (error < 0)
            {
                throw Unreadable(name, (Errno)(-error));
            }

            if (depth > 0 && status.IsSameFile(below))
            {
                Libc.Close(directory);
                return;
            }

            bool foreign = status.Owner != 0 && status.Owner != Libc.EffectiveUser;
            if (foreign || (status.OthersMayWrite && !status.IsSticky))
            {
                string place = depth == 0 ? "its directory" : $"a directory {depth} above its own";
                Libc.Close(directory);
                throw new UserException($"{name}: others may replace it: {place} {(foreign ? $"belongs to user {status.Owner}" : "is writable for others")}; copy it to a directory of your own. Nothing was run");
            }

            below = status;
            int parent;
            fixed (byte* up = "..\0"u8)
            {
                parent = Libc.OpenAt(directory, up, Libc.O_PATH | Libc.O_CLOEXEC);
            }

            Libc.Close(directory);
            directory = parent;
        }

        throw new UserException($"{name}: too deep; nothing was run");
    }

    private static byte[] RealPath(int file, string name)
    {
        Span<byte> buffer = stackalloc byte[4096];
        int size = Libc.ReadLink(CString.Copy(Encoding.ASCII.GetBytes($"/proc/self/fd/{file}")), buffer);
        return size > 0 && size < buffer.Length && buffer[0] == (byte)'/'
            ? buffer[..size].ToArray()
            : throw new UserException($"{name}: can't find out its directory in /proc/self/fd; nothing was run");
    }

    private static ReadOnlySpan<byte> Parent(ReadOnlySpan<byte> path)
    {
        int slash = path.LastIndexOf((byte)'/');
        return slash < 0 ? "."u8 : path[..(slash + 1)];
    }

    private static byte[] Content(int file, string name)
    {
        byte[] content = new byte[16384];
        int size = 0;
        while (true)
        {
            int read = Libc.Read(file, content.AsSpan(size), size);
            if (read < 0)
            {
                throw Unreadable(name, (Errno)(-read));
            }

            size += read;
            if (read == 0)
            {
                return content[..size];
            }

            if (size == content.Length)
            {
                if (size >= MaxSize)
                {
                    throw new UserException($"{name}: longer than {MaxSize} bytes; nothing was run");
                }

                Array.Resize(ref content, size * 2);
            }
        }
    }

    private static string Decode(byte[] content, string name)
    {
        char[] text = new char[content.Length];
        System.Buffers.OperationStatus status = System.Text.Unicode.Utf8.ToUtf16(content, text, out int read, out int written, replaceInvalidSequences: false);
        return status == System.Buffers.OperationStatus.Done
            ? new string(text, 0, written)
            : throw new UserException($"{name}({content.AsSpan(0, read).Count((byte)'\n') + 1},{written - text.AsSpan(0, written).LastIndexOf('\n')}): not UTF-8; nothing was run");
    }

    private static UserException Unreadable(string name, Errno errno) =>
        new($"{name}: {Encoding.ASCII.GetString(ErrnoTable.Text(errno))} (errno {(int)errno}); nothing was run");
}
