using System.Runtime.InteropServices;
using System.Text;

namespace Landrun.Interop;

/// <summary>A program that is run to its end, for the runtime's rooms.</summary>
internal static unsafe class Spawned
{
    private const int O_WRONLY = 1;
    private const int O_CREAT = 0x40;
    private const int O_TRUNC = 0x200;

    /// <summary>More than any C library's posix_spawn_file_actions_t.</summary>
    private const int FileActionsSize = 512;

    /// <summary>posix_spawn(3) and waitpid(2).</summary>
    /// <param name="path">The program.</param>
    /// <param name="arguments">Its arguments, without its own name.</param>
    /// <param name="variables">Variables that precede the others, so that they are found first.</param>
    /// <param name="environment">The others, as C has them.</param>
    /// <param name="output">The file for its standard output.</param>
    /// <param name="errors">The file for its standard error.</param>
    /// <returns>Its exit status, 128 and the signal that ended it, or the negated errno.</returns>
    public static int Run(string path, string[] arguments, string[] variables, byte** environment, string output, string errors)
    {
        NativeList<nint> words = default;
        words.Add(Copy(path));
        foreach (string argument in arguments)
        {
            words.Add(Copy(argument));
        }

        words.Add(0);
        NativeList<nint> entries = default;
        foreach (string variable in variables)
        {
            entries.Add(Copy(variable));
        }

        for (byte** entry = environment; *entry != null; entry++)
        {
            entries.Add((nint)(*entry));
        }

        entries.Add(0);

        byte* actions = stackalloc byte[FileActionsSize];
        int child = 0;
        int result = posix_spawn_file_actions_init(actions);
        result = result != 0 ? result : posix_spawn_file_actions_addopen(actions, 1, (byte*)Copy(output), O_WRONLY | O_CREAT | O_TRUNC, 0x180);
        result = result != 0 ? result : posix_spawn_file_actions_addopen(actions, 2, (byte*)Copy(errors), O_WRONLY | O_CREAT | O_TRUNC, 0x180);
        result = result != 0 ? result : posix_spawn(&child, (byte*)words[0], actions, null, (byte**)words.Items, (byte**)entries.Items);
        if (result != 0)
        {
            return -result;
        }

        result = Processes.Await(child, out int status);
        if (result < 0)
        {
            return result;
        }

        int signal = status & 0x7f;
        return signal == 0 ? (status >> 8) & 0xff : 128 + signal;
    }

    private static nint Copy(string text) => (nint)CString.Copy(Encoding.UTF8.GetBytes(text));

    [DllImport("libc")]
    private static extern int posix_spawn(int* child, byte* path, byte* actions, void* attributes, byte** arguments, byte** environment);

    [DllImport("libc")]
    private static extern int posix_spawn_file_actions_init(byte* actions);

    [DllImport("libc")]
    private static extern int posix_spawn_file_actions_addopen(byte* actions, int descriptor, byte* path, int flags, uint mode);
}
