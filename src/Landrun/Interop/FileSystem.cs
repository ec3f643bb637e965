using System.Runtime.CompilerServices;
using System.Text;

namespace Landrun.Interop;

/// <summary>Questions about paths, for the rooms of the managed part. Paths are strings with a byte a character, so that any name
/// passes through unchanged.</summary>
[SkipLocalsInit]
internal static unsafe class FileSystem
{
    private const int PathMax = 4096;

    /// <summary>What a symbolic link says; null where the path is none, or can't be read.</summary>
    public static string? ReadLink(string path)
    {
        Span<byte> target = stackalloc byte[PathMax];
        byte* name = stackalloc byte[PathMax];
        int size = Native(path, name) ? Libc.ReadLink(name, target) : -1;
        return size < 0 ? null : Encoding.Latin1.GetString(target[..size]);
    }

    /// <summary>What is at a path, a link at its end not followed.</summary>
    public static bool Stat(string path, out FileStatus status)
    {
        status = default;
        byte* name = stackalloc byte[PathMax];
        return Native(path, name) && Libc.StatLink(name, out status) == 0;
    }

    /// <summary>What is at a path, a link at its end followed.</summary>
    public static bool StatTarget(string path, out FileStatus status)
    {
        status = default;
        byte* name = stackalloc byte[PathMax];
        return Native(path, name) && Libc.StatPath(name, out status) == 0;
    }

    public static bool Exists(string path) => Stat(path, out _);

    /// <summary>Whether this process may, by the file's mode alone: R_OK 4, W_OK 2, X_OK 1.</summary>
    public static bool MayAccess(string path, int mode)
    {
        byte* name = stackalloc byte[PathMax];
        return Native(path, name) && Libc.Access(name, mode) == 0;
    }

    public static bool MayRead(string path)
    {
        const int R_OK = 4;
        return MayAccess(path, R_OK);
    }

    /// <summary>The first bytes of a regular file; nothing where it can't be read.</summary>
    public static int ReadHead(string path, Span<byte> head)
    {
        byte* name = stackalloc byte[PathMax];
        int place = Native(path, name) ? Libc.Open(name, Libc.O_PATH | Libc.O_CLOEXEC) : -1;
        if (place < 0)
        {
            return 0;
        }

        // What was looked at is what is opened: a device put in its place meanwhile isn't, which to open might set off.
        int size = 0;
        if (Libc.Stat(place, out FileStatus status) == 0 && status.IsRegular && Native($"/proc/self/fd/{place}", name))
        {
            int descriptor = Libc.Open(name, Libc.O_RDONLY | Libc.O_NONBLOCK | Libc.O_NOCTTY | Libc.O_CLOEXEC);
            size = descriptor < 0 ? 0 : Math.Max(Libc.Read(descriptor, head, 0), 0);
            Libc.Close(descriptor);
        }

        Libc.Close(place);
        return size;
    }

    /// <summary>A file of <c>/proc</c> about a task.</summary>
    public static int ReadProc(int task, string file, Span<byte> text) => ReadHead($"/proc/{task}/{file}", text);

    /// <summary>The bytes of a C string, a byte a character.</summary>
    public static string Text(byte* text) => Encoding.Latin1.GetString(CString.Span(text));

    private static bool Native(string path, byte* target)
    {
        if (path.Length >= PathMax || path.Length == 0)
        {
            return false;
        }

        for (int index = 0; index < path.Length; index++)
        {
            target[index] = (byte)path[index];
        }

        target[path.Length] = 0;
        return true;
    }
}
