using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using Landrun.Interop;

namespace Landrun.Learning;

/// <summary>Reads the memory of a watched task that is stopped.</summary>
[SkipLocalsInit]
internal static class TaskMemory
{
    private const int PageSize = 4096;
    private const int PathMax = 4096;

    /// <summary>A text that ends with a NUL, a byte a character; null where it can't be read.</summary>
    public static string? ReadText(int task, ulong address)
    {
        Span<byte> text = stackalloc byte[PathMax];
        int length = 0;
        while (length < PathMax && address != 0)
        {
            // The next page may not be there.
            int part = Math.Min(PathMax - length, PageSize - (int)((address + (ulong)length) % PageSize));
            int size = Ptrace.ReadMemory(task, address + (ulong)length, text.Slice(length, part));
            if (size <= 0)
            {
                return null;
            }

            int end = text.Slice(length, size).IndexOf((byte)0);
            if (end >= 0)
            {
                return Encoding.Latin1.GetString(text[..(length + end)]);
            }

            length += size;
        }

        return null;
    }

    /// <summary>A number of bytes; false where they can't all be read.</summary>
    public static bool Read(int task, ulong address, Span<byte> bytes) =>
        address != 0 && Ptrace.ReadMemory(task, address, bytes) == bytes.Length;

    public static ulong ReadPointer(int task, ulong address)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        return Read(task, address, bytes) ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : 0;
    }
}
