using System.Runtime.CompilerServices;
using Landrun.Elf;
using Landrun.Interop;
using Landrun.Landlock.Kernel;

namespace Landrun.Launch;

/// <summary>Finds the files that will be executed to start a command, and opens them.</summary>
/// <remarks>The files may be hostile, and what they name gets rights. So only what may be executed (by its mode, and by being an ELF
/// file or a script) counts as an interpreter; a secret that a script names as one stays closed.</remarks>
[SkipLocalsInit]
internal static unsafe class ChainReader
{
    /// <summary>How often env(1) may start another script through env(1).</summary>
    private const int Executions = 3;

    /// <summary>Opens the command and all that it needs to start.</summary>
    /// <param name="command">The path of the command.</param>
    /// <param name="environment">The command's environment, which env(1) searches.</param>
    /// <param name="chain">The files.</param>
    public static void Read(byte* command, byte** environment, out ExecutableChain chain)
    {
        chain = default;
        byte* path = command;
        ExecutableKind kind = ExecutableKind.Command;
        for (int execution = 0; execution < Executions && path != null; execution++)
        {
            path = ReadExecution(path, kind, environment, ref chain);
            kind = ExecutableKind.StartedByEnv;
            chain.FirstExecution = execution == 0 ? chain.Count : chain.FirstExecution;
        }
    }

    /// <summary>Opens what one execve(2) opens.</summary>
    /// <returns>What env(1) will execute then; null where it is not env that is started, or can't be told.</returns>
    private static byte* ReadExecution(byte* path, ExecutableKind kind, byte** environment, ref ExecutableChain chain)
    {
        Span<byte> head = stackalloc byte[InterpreterName.HeadSize];
        byte* started = null;
        while (path != null)
        {
            ExecutableFile file = Open(path, kind, head, out int size);
            if (!chain.Add(file) || kind == ExecutableKind.ElfInterpreter)
            {
                break;
            }

            ReadOnlySpan<byte> interpreter = InterpreterName.OfScript(head[..size], out ReadOnlySpan<byte> argument);
            if (interpreter.IsEmpty)
            {
                // The kernel loads an ELF interpreter without looking for another one in it.
                path = ElfHeader.IsElf(head[..size]) ? InterpreterName.OfElf(file.Descriptor, head, size) : null;
                kind = ExecutableKind.ElfInterpreter;
                continue;
            }

            started = IsEnv(interpreter) ? EnvCommand.Find(argument, environment) : null;
            path = CString.Copy(interpreter);
            kind = ExecutableKind.ScriptInterpreter;
        }

        return started;
    }

    private static bool IsEnv(ReadOnlySpan<byte> interpreter) => interpreter[(interpreter.LastIndexOf((byte)'/') + 1)..].SequenceEqual("env"u8);

    private static ExecutableFile Open(byte* path, ExecutableKind kind, Span<byte> head, out int size)
    {
        size = 0;
        ExecutableFile file = new() { Path = path, Kind = kind };
        // Only a regular file is opened, as execve(2) itself does: a script may name a device, and to open one may set it off.
        int stat = Libc.StatPath(path, out FileStatus status);
        if (stat != 0 || !status.IsRegular || !status.IsExecutable)
        {
            file.Descriptor = stat != 0 ? stat : -(int)Errno.EACCES;
            return file;
        }

        file.Descriptor = Libc.Open(path, Libc.O_RDONLY | Libc.O_NONBLOCK | Libc.O_NOCTTY | Libc.O_CLOEXEC);
        if (file.Descriptor >= 0)
        {
            // A directory answers EISDIR. It must not get a rule: that would open all beneath it.
            int read = Libc.Read(file.Descriptor, head, 0);
            size = Math.Max(read, 0);
            bool known = ElfHeader.IsElf(head[..size]) || (kind != ExecutableKind.ElfInterpreter && head[..size].StartsWith("#!"u8));
            if (read < 0 || (!known && kind != ExecutableKind.Command))
            {
                Libc.Close(file.Descriptor);
                file.Descriptor = read < 0 ? read : -(int)Errno.ENOEXEC;
            }
        }
        else if (file.Descriptor == -(int)Errno.EACCES && kind == ExecutableKind.Command)
        {
            // What may be executed but not read, by its mode.
            int descriptor = Libc.Open(path, Libc.O_PATH | Libc.O_CLOEXEC);
            bool isFile = descriptor >= 0 && Libc.Stat(descriptor, out status) == 0 && status.IsRegular;
            file.Descriptor = isFile ? descriptor : file.Descriptor;
        }

        return file;
    }
}
