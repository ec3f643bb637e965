using System.Runtime.InteropServices;

namespace Landrun.Landlock.Tests;

/// <summary>System calls whose errno a test looks at. Each returns its result, or the negated errno.</summary>
internal static partial class Libc
{
    public const int ReadOnly = 0;
    public const int ReadWrite = 2;
    public const int WriteAndTruncate = 0x201;

    public static int Open(string path, int flags)
    {
        int result = open(path, flags);
        if (result < 0)
        {
            return -Marshal.GetLastPInvokeError();
        }

        _ = close(result);
        return 0;
    }

    /// <summary>rename(2) alone: the runtime's move copies where that fails.</summary>
    public static int Rename(string from, string to) => rename(from, to) < 0 ? -Marshal.GetLastPInvokeError() : 0;

    public static int MakeDirectory(byte[] path) => mkdir(path, 0x1c0) < 0 ? -Marshal.GetLastPInvokeError() : 0;

    public static int RemoveDirectory(byte[] path) => rmdir(path) < 0 ? -Marshal.GetLastPInvokeError() : 0;

    public static int OpenDirectory(byte[] path)
    {
        int result = open(path, ReadOnly);
        if (result < 0)
        {
            return -Marshal.GetLastPInvokeError();
        }

        _ = close(result);
        return 0;
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int open(byte[] path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int mkdir(byte[] path, uint mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int rename(string from, string to);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int rmdir(byte[] path);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);
}
