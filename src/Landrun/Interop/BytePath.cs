using System.Text;

namespace Landrun.Interop;

/// <summary>File names are bytes. Where the managed part works with them, they are strings of a byte a character, which loses nothing.</summary>
internal static unsafe class BytePath
{
    public static string From(byte* path) => Encoding.Latin1.GetString(CString.Span(path));

    /// <summary>The bytes, with a NUL behind them.</summary>
    public static byte[] ToBytes(string path) => Encoding.Latin1.GetBytes(path + '\0');

    /// <summary>A copy that lives until execve(2).</summary>
    public static byte* ToNative(string path) => CString.Copy(Encoding.Latin1.GetBytes(path));

    /// <summary>For a message: as text, where it is UTF-8.</summary>
    public static string Show(string path) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(path));

    public static bool IsDirectory(string path)
    {
        fixed (byte* name = ToBytes(path))
        {
            return Libc.StatPath(name, out FileStatus status) == 0 && status.IsDirectory;
        }
    }
}
