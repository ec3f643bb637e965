using Landrun.CommandLine;
using Landrun.Interop;
using Landrun.Landlock.Kernel;

namespace Landrun.Launch;

/// <summary>Which of the caller's descriptors the command gets: 0 to 2, and those that the command line names.</summary>
internal static unsafe class Descriptors
{
    private const int FirstClosed = 3;

    /// <summary>Marks all others to be closed at execve(2). It must come before landrun opens anything of its own, which a
    /// <c>/dev/fd/3</c> on the command line would otherwise hand on.</summary>
    public static bool CloseUnnamed(in LaunchRequest request)
    {
        if (request.KeepAllDescriptors)
        {
            return true;
        }

        int error = Libc.CloseOnExecFrom(FirstClosed);
        if (error != 0)
        {
            Message.Begin().Text("can't close inherited descriptors: "u8).Error((Errno)(-error))
                .Text("; nothing was run (close_range(2) came with Linux 5.11; --keep-fd all does without)"u8).Send();
            return false;
        }

        for (int index = 0; index < request.Descriptors.Count; index++)
        {
            if (request.Descriptors[index] >= FirstClosed && !Keep(request.Descriptors[index]))
            {
                Message.Begin().Text("--keep-fd: descriptor "u8).Number(request.Descriptors[index])
                    .Text(" is not open; nothing was run"u8).Send();
                return false;
            }
        }

        for (byte** argument = request.Words; *argument != null; argument++)
        {
            KeepNamed(CString.Span(*argument), "/dev/fd/"u8);
            KeepNamed(CString.Span(*argument), "/proc/self/fd/"u8);
        }

        return true;
    }

    private static bool Keep(int descriptor) => InheritedState.WasOpen(descriptor) && Libc.KeepOnExec(descriptor) == 0;

    private static void KeepNamed(ReadOnlySpan<byte> text, ReadOnlySpan<byte> directory)
    {
        int start = text.IndexOf(directory);
        while (start >= 0)
        {
            text = text[(start + directory.Length)..];
            int digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            int descriptor = CString.ParseNumber(digits < 0 ? text : text[..digits]);
            if (descriptor >= FirstClosed)
            {
                // One that isn't open stays so.
                Keep(descriptor);
            }

            start = text.IndexOf(directory);
        }
    }
}
