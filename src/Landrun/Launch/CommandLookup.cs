using System.Runtime.CompilerServices;
using Landrun.Interop;
using Landrun.Landlock.Kernel;

namespace Landrun.Launch;

/// <summary>Finds the command, once: what is found here is what is executed.</summary>
[SkipLocalsInit]
internal static unsafe class CommandLookup
{
    /// <summary>The path of a command: itself where it has a slash, else the first executable of that name on PATH.</summary>
    /// <param name="name">The command as it was typed.</param>
    /// <param name="searchPath">The value of PATH; null where it is not set.</param>
    /// <param name="error">Why it was not found: ENOENT, or EACCES where a file of that name can't be executed.</param>
    /// <returns>The path, or null.</returns>
    public static byte* Find(byte* name, byte* searchPath, out Errno error)
    {
        ReadOnlySpan<byte> command = CString.Span(name);
        if (command.Contains((byte)'/'))
        {
            error = (Errno)(-Libc.Access(name, Libc.X_OK));
            return error == Errno.None ? name : null;
        }

        error = Errno.ENOENT;
        ReadOnlySpan<byte> rest = searchPath == null ? "/usr/local/bin:/usr/bin:/bin"u8 : CString.Span(searchPath);
        byte* candidate = (byte*)Libc.Allocate(null, (nuint)rest.Length + (nuint)command.Length + 2);
        while (true)
        {
            int colon = rest.IndexOf((byte)':');
            ReadOnlySpan<byte> directory = colon < 0 ? rest : rest[..colon];
            Join(candidate, directory, command);
            Errno errno = (Errno)(-Libc.Access(candidate, Libc.X_OK));
            // A directory may be searched and is then "executable"; execvp(3) passes it by as well.
            if (errno == Errno.None && !IsDirectory(candidate))
            {
                error = Errno.None;
                return candidate;
            }

            // One that is there and may not be executed is worth telling; a directory that may not be searched is not.
            error = errno == Errno.EACCES && !IsDirectory(candidate) ? Errno.EACCES : error;
            if (colon < 0)
            {
                return null;
            }

            rest = rest[(colon + 1)..];
        }
    }

    /// <summary>Says that there is no such command, or that it is there and may not be executed.</summary>
    /// <returns>The exit status.</returns>
    public static int Report(byte* name, Errno error)
    {
        Message message = Message.Begin();
        message.Quoted(name).Text(": "u8);
        if (error is Errno.ENOENT or Errno.ENOTDIR)
        {
            message.Text(CString.Span(name).Contains((byte)'/') ? "no such file"u8 : "no such command on PATH"u8)
                .Text("; nothing was run"u8).Send();
            return ExitStatus.NotFound;
        }

        message.Error(error).Text("; make it executable (chmod +x), and see that its mount is not noexec. Nothing was run"u8).Send();
        return ExitStatus.CannotExecute;
    }

    private static bool IsDirectory(byte* path) => Libc.StatPath(path, out FileStatus status) != 0 || status.IsDirectory;

    private static void Join(byte* target, ReadOnlySpan<byte> directory, ReadOnlySpan<byte> name)
    {
        int length = 0;
        directory.CopyTo(new Span<byte>(target, directory.Length));
        length += directory.Length;
        // An empty element of PATH is the working directory.
        if (length > 0)
        {
            target[length++] = (byte)'/';
        }

        name.CopyTo(new Span<byte>(target + length, name.Length));
        target[length + name.Length] = 0;
    }
}
