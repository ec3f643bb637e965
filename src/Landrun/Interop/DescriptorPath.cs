using System.Runtime.CompilerServices;

namespace Landrun.Interop;

/// <summary>The path that an open file really has, symbolic links followed: only /proc knows it.</summary>
[SkipLocalsInit]
internal static unsafe class DescriptorPath
{
    /// <summary>Room for any path that /proc tells.</summary>
    public const int Capacity = 4096;

    /// <summary>Reads it, without a NUL behind it.</summary>
    /// <returns>Its length; 0 for what has no path, as a pipe; a negated errno where /proc can't tell.</returns>
    public static int Read(int descriptor, Span<byte> path)
    {
        ReadOnlySpan<byte> directory = "/proc/self/fd/"u8;
        Span<byte> link = stackalloc byte[32];
        directory.CopyTo(link);
        int length = directory.Length;
        for (int digit = 1_000_000_000; digit > 0; digit /= 10)
        {
            if (descriptor >= digit || digit == 1)
            {
                link[length++] = (byte)('0' + (descriptor / digit % 10));
            }
        }

        link[length] = 0;
        fixed (byte* name = link)
        {
            int size = Libc.ReadLink(name, path);
            return size > 0 && path[0] != (byte)'/' ? 0 : size;
        }
    }

    /// <summary>The path; null where there is none, or where /proc can't tell.</summary>
    public static byte[]? Bytes(int descriptor)
    {
        Span<byte> path = stackalloc byte[Capacity];
        int length = Read(descriptor, path);
        return length <= 0 ? null : path[..length].ToArray();
    }

    /// <summary>A copy that ends with a NUL; null where there is no such path.</summary>
    public static byte* Copy(int descriptor)
    {
        Span<byte> path = stackalloc byte[Capacity];
        int length = Read(descriptor, path);
        return length <= 0 ? null : CString.Copy(path[..length]);
    }
}
