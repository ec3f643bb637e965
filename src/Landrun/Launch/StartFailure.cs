using System.Runtime.CompilerServices;
using Landrun.Elf;
using Landrun.Interop;
using Landrun.Landlock;
using Landrun.Landlock.Kernel;
using Landrun.Policy;
using Landrun.Sandbox;

namespace Landrun.Launch;

/// <summary>Says why execve(2) refused: which file of the chain is the reason, and what to type.</summary>
/// <remarks>It runs inside the sandbox, where files can still be looked at (statx, statfs), and those opened before still be read.</remarks>
[SkipLocalsInit]
internal static unsafe class StartFailure
{
    public static void Report(Errno errno, in ExecutableChain chain, in SandboxPolicy policy)
    {
        Message message = Message.Begin();
        message.Text("can't execute "u8).Quoted(chain[0].Path).Text(": "u8);
        for (int index = 0; index < chain.FirstExecution; index++)
        {
            if (Explain(errno, chain, index, policy, ref message))
            {
                message.Send();
                return;
            }
        }

        message.Error(errno).Text(errno switch
        {
            Errno.E2BIG => ": its arguments and environment together are too long"u8,
            Errno.ELOOP => ": its interpreter is a script that needs an interpreter, and so on, more than five times"u8,
            Errno.ETXTBSY => "; wait until that is done, or execute a copy"u8,
            Errno.ENOEXEC => "; a script needs a #! line, and binfmt_misc may know other formats"u8,
            Errno.EACCES => "; a security module of the system may be the reason"u8,
            _ => default,
        }).Send();
    }

    /// <summary>At level info: the program will start, but its libraries may be closed, which only its loader can tell.</summary>
    public static void WarnOfLibraries(in ExecutableChain chain, in SandboxPolicy policy)
    {
        for (int index = 0; index < chain.Count; index++)
        {
            ExecutableFile file = chain[index];
            if (file.Kind == ExecutableKind.ElfInterpreter
                && file.Descriptor >= 0
                && EffectiveRights.LackingBeside(file.Path, policy, FileSystemRights.ReadFile) != FileSystemRights.None)
            {
                Message.Begin().Text("libraries beside "u8).Quoted(file.Path)
                    .Text(" can't be read: if the command ends with \"error while loading shared libraries\", add --ldd"u8).Send();
                return;
            }
        }
    }

    private static bool Explain(Errno errno, in ExecutableChain chain, int index, in SandboxPolicy policy, ref Message message)
    {
        ExecutableFile file = chain[index];
        int stat = Libc.StatPath(file.Path, out FileStatus status);
        if (stat != 0)
        {
            Name(file, index, ref message).Error((Errno)(-stat));
            AdviseMissing(file, chain, index, ref message);
            return true;
        }

        // It got no rule either, so that the kernel may say that it is denied.
        if (file.Descriptor == -(int)Errno.ENOEXEC)
        {
            Name(file, index, ref message).Text("it is neither an ELF file nor a script"u8);
            return true;
        }

        return errno switch
        {
            Errno.EACCES => ExplainMode(file, index, status, ref message) || ExplainPolicy(chain, index, policy, ref message),
            Errno.ENOEXEC or Errno.ELIBBAD or Errno.EINVAL => ExplainFormat(file, index, ref message),
            _ => false,
        };
    }

    private static void AdviseMissing(in ExecutableFile file, in ExecutableChain chain, int index, ref Message message)
    {
        if (file.Kind == ExecutableKind.ElfInterpreter)
        {
            message.Text("; it is the dynamic loader of the system that the program was built for: install its C library, or the program "u8)
                .Text("as built for this one"u8);
        }
        else if (file.Kind == ExecutableKind.ScriptInterpreter)
        {
            message.Text(CString.Span(file.Path).EndsWith("\r"u8)
                ? "; the first line of "u8
                : "; install it, or correct the first line of "u8).Quoted(chain[index - 1].Path)
                .Text(CString.Span(file.Path).EndsWith("\r"u8) ? " ends with a carriage return: give it Unix line ends"u8 : default);
        }
    }

    /// <summary>The file itself, its mode, its mount.</summary>
    private static bool ExplainMode(in ExecutableFile file, int index, in FileStatus status, ref Message message)
    {
        if (!status.IsRegular)
        {
            Name(file, index, ref message).Text(status.IsDirectory ? "is a directory"u8 : "is no regular file"u8);
        }
        else if (!status.IsExecutable)
        {
            Name(file, index, ref message).Text("its mode has no execute bit: chmod +x "u8).Quoted(file.Path);
        }
        else if (Libc.IsOnNoExecMount(file.Path))
        {
            Name(file, index, ref message).Text("its file system is mounted noexec: execute a copy elsewhere, or remount it"u8);
        }
        else if (Libc.Access(file.Path, Libc.X_OK) is int access && access != 0)
        {
            Name(file, index, ref message).Error((Errno)(-access))
                .Text(": its mode, or that of a directory above it, doesn't let this user execute it"u8);
        }
        else
        {
            return false;
        }

        return true;
    }

    private static bool ExplainPolicy(in ExecutableChain chain, int index, in SandboxPolicy policy, ref Message message)
    {
        ExecutableFile file = chain[index];
        FileSystemRights lacking = Lacking(file, policy);
        if (lacking == FileSystemRights.None)
        {
            return false;
        }

        Name(file, index, ref message).Text("the sandbox denies "u8).Rights(lacking).Text(" on it; add "u8);
        if (file.Kind == ExecutableKind.ElfInterpreter)
        {
            message.Text("--ldd, which allows it and the libraries that the program needs"u8);
            return true;
        }

        bool mayStart = (policy.CommandRights & FileSystemRights.Execute) != FileSystemRights.None;
        message.Text(mayStart ? "--ro "u8 : "--rox "u8).Quoted(file.Path).Text(" or --add-exec"u8);
        message.Text(LibrariesAreClosed(chain, policy) ? ", and --ldd for its libraries"u8 : default);
        return true;
    }

    /// <summary>Where the loader is closed, so are the libraries. One that the sandbox keeps from being found out counts as closed.</summary>
    private static bool LibrariesAreClosed(in ExecutableChain chain, in SandboxPolicy policy)
    {
        ExecutableFile last = chain[chain.FirstExecution - 1];
        return last.Kind == ExecutableKind.ElfInterpreter
            ? Lacking(last, policy) != FileSystemRights.None
            : last.Descriptor < 0 || Libc.Read(last.Descriptor, stackalloc byte[1], 0) < 0;
    }

    private static FileSystemRights Lacking(in ExecutableFile file, in SandboxPolicy policy) =>
        EffectiveRights.Lacking(file.Path, policy, Rights.Start & ~policy.CommandRights);

    /// <summary>What the file is, where the kernel can't execute it.</summary>
    private static bool ExplainFormat(in ExecutableFile file, int index, ref Message message)
    {
        Span<byte> head = stackalloc byte[ElfHeader.Size];
        int size = file.Descriptor < 0 ? file.Descriptor : Libc.Read(file.Descriptor, head, 0);
        if (size < 0)
        {
            return false;
        }

        head = head[..size];
        if (head.StartsWith("#!"u8))
        {
            return false;
        }

        if (!ElfHeader.IsElf(head))
        {
            Name(file, index, ref message).Text(size == 0 ? "it is empty"u8
                : "it is neither an ELF file nor a script with a #! line; if it is one for a shell, write #!/bin/sh above it"u8);
        }
        else if (!ElfHeader.TryRead(head, out ElfHeader header))
        {
            Name(file, index, ref message).Text("its ELF header is damaged"u8);
        }
        else if (header.Machine != ElfMachines.Own)
        {
            Name(file, index, ref message).Text("it is built for "u8).Text(ElfMachines.Name(header.Machine));
            _ = ElfMachines.Name(header.Machine).IsEmpty ? message.Text("machine number "u8).Number((int)header.Machine) : message.Text(default);
            message.Text(header.IsWide ? " (64-bit)"u8 : " (32-bit)"u8).Text(", which this "u8).Text(ElfMachines.Name(ElfMachines.Own))
                .Text(" kernel doesn't execute; qemu-user with binfmt_misc may"u8);
        }
        else if (header.Type is not (ElfHeader.ET_EXEC or ElfHeader.ET_DYN))
        {
            Name(file, index, ref message).Text("it is an ELF file, but no program"u8);
        }
        else
        {
            Name(file, index, ref message).Text("it is an ELF file for this machine, and damaged or truncated"u8);
        }

        return true;
    }

    private static ref Message Name(in ExecutableFile file, int index, ref Message message)
    {
        if (index > 0)
        {
            message.Text("its interpreter "u8).Quoted(file.Path).Text(": "u8);
        }

        return ref message;
    }
}
