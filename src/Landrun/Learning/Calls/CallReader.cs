using System.Buffers.Binary;
using System.Text;
using Landrun.Interop;
using Landrun.Landlock;
using Landrun.Launch;

namespace Landrun.Learning.Calls;

/// <summary>Says what a system call accesses, in Landlock's rights, while the task stands before it or was just refused it:
/// what exists already makes a difference.</summary>
/// <remarks>The rights are those that security/landlock/fs.c and net.c ask for.</remarks>
internal sealed class CallReader(PathWalker walker)
{
    private const int O_ACCMODE = 3;
    private const int O_WRONLY = 1;
    private const int O_RDWR = 2;
    private const int O_CREAT = 0x40;
    private const int O_EXCL = 0x80;
    private const int O_TRUNC = 0x200;
    private const int O_PATH = 0x200000;
    private const int O_TMPFILE = 0x400000;
    private const ulong AT_REMOVEDIR = 0x200;
    private const ulong AT_SYMLINK_FOLLOW = 0x400;
    private const ulong RENAME_EXCHANGE = 2;

    private static int NoFollow => Machine.IsArm ? 0x8000 : 0x20000;

    private static int DirectoryFlag => Machine.IsArm ? 0x4000 : 0x10000;

    /// <summary>Everything that the call needs. Nothing where it needs nothing, or is about to fail for another reason.</summary>
    public IReadOnlyList<Access> Read(TracedTask task, WatchedCall call, in CallArguments arguments)
    {
        // Most need one thing.
        List<Access> accesses = new(1);
        switch (call)
        {
            case WatchedCall.open:
                Open(accesses, task, Libc.AT_FDCWD, arguments[0], (int)arguments[1]);
                break;
            case WatchedCall.creat:
                Open(accesses, task, Libc.AT_FDCWD, arguments[0], O_CREAT | O_WRONLY | O_TRUNC);
                break;
            case WatchedCall.openat:
                Open(accesses, task, (int)arguments[0], arguments[1], (int)arguments[2]);
                break;
            case WatchedCall.openat2:
                // struct open_how begins with the flags.
                Open(accesses, task, (int)arguments[0], arguments[1], (int)TaskMemory.ReadPointer(task.Id, arguments[2]));
                break;
            case WatchedCall.truncate:
                OnPath(accesses, Follow(task, Libc.AT_FDCWD, arguments[0]), FileSystemRights.Truncate);
                break;
            case WatchedCall.ftruncate:
                OnDescriptor(accesses, task, (int)arguments[0], FileSystemRights.Truncate);
                break;
            case WatchedCall.ioctl:
                OnDescriptor(accesses, task, (int)arguments[0], FileSystemRights.DeviceIoctl);
                break;
            case WatchedCall.execve:
                Execute(accesses, task, Libc.AT_FDCWD, arguments[0]);
                break;
            case WatchedCall.execveat:
                Execute(accesses, task, (int)arguments[0], arguments[1]);
                break;
            case WatchedCall.mkdir:
                Make(accesses, task, Libc.AT_FDCWD, arguments[0], FileSystemRights.MakeDirectory);
                break;
            case WatchedCall.mkdirat:
                Make(accesses, task, (int)arguments[0], arguments[1], FileSystemRights.MakeDirectory);
                break;
            case WatchedCall.mknod:
                Make(accesses, task, Libc.AT_FDCWD, arguments[0], FileStatus.MakingOf((int)arguments[1]));
                break;
            case WatchedCall.mknodat:
                Make(accesses, task, (int)arguments[0], arguments[1], FileStatus.MakingOf((int)arguments[2]));
                break;
            case WatchedCall.symlink:
                Make(accesses, task, Libc.AT_FDCWD, arguments[1], FileSystemRights.MakeSymbolicLink);
                break;
            case WatchedCall.symlinkat:
                Make(accesses, task, (int)arguments[1], arguments[2], FileSystemRights.MakeSymbolicLink);
                break;
            case WatchedCall.unlink:
                Remove(accesses, task, Libc.AT_FDCWD, arguments[0], FileSystemRights.RemoveFile);
                break;
            case WatchedCall.rmdir:
                Remove(accesses, task, Libc.AT_FDCWD, arguments[0], FileSystemRights.RemoveDirectory);
                break;
            case WatchedCall.unlinkat:
                Remove(accesses, task, (int)arguments[0], arguments[1],
                    (arguments[2] & AT_REMOVEDIR) != 0 ? FileSystemRights.RemoveDirectory : FileSystemRights.RemoveFile);
                break;
            case WatchedCall.link:
                Link(accesses, task, Libc.AT_FDCWD, arguments[0], Libc.AT_FDCWD, arguments[1], 0);
                break;
            case WatchedCall.linkat:
                Link(accesses, task, (int)arguments[0], arguments[1], (int)arguments[2], arguments[3], arguments[4]);
                break;
            case WatchedCall.rename:
                Rename(accesses, task, Libc.AT_FDCWD, arguments[0], Libc.AT_FDCWD, arguments[1], 0);
                break;
            case WatchedCall.renameat:
                Rename(accesses, task, (int)arguments[0], arguments[1], (int)arguments[2], arguments[3], 0);
                break;
            case WatchedCall.renameat2:
                Rename(accesses, task, (int)arguments[0], arguments[1], (int)arguments[2], arguments[3], arguments[4]);
                break;
            case WatchedCall.chmod or WatchedCall.chown or WatchedCall.utime or WatchedCall.utimes or WatchedCall.setxattr or WatchedCall.removexattr:
                Metadata(accesses, Follow(task, Libc.AT_FDCWD, arguments[0]));
                break;
            case WatchedCall.lchown or WatchedCall.lsetxattr or WatchedCall.lremovexattr:
                Metadata(accesses, Follow(task, Libc.AT_FDCWD, arguments[0], false));
                break;
            case WatchedCall.fchmod or WatchedCall.fchown or WatchedCall.fsetxattr or WatchedCall.fremovexattr:
                Metadata(accesses, PathWalker.OfDescriptor(task, (int)arguments[0]));
                break;
            case WatchedCall.fchmodat or WatchedCall.fchmodat2 or WatchedCall.fchownat or WatchedCall.utimensat or WatchedCall.futimesat
                or WatchedCall.setxattrat or WatchedCall.removexattrat or WatchedCall.file_setattr:
                Metadata(accesses, arguments[1] == 0 ? PathWalker.OfDescriptor(task, (int)arguments[0]) : Follow(task, (int)arguments[0], arguments[1]));
                break;
            case WatchedCall.mount:
                accesses.Add(new Access { Remark = Remark.Mount });
                break;
            case WatchedCall.chroot:
                accesses.Add(new Access { Remark = Remark.OtherRoot });
                break;
            case WatchedCall.kill or WatchedCall.tkill or WatchedCall.tgkill:
                accesses.Add(new Access { Remark = Remark.Signal, Target = (int)arguments[0] });
                break;
            case var _ when WatchedCalls.ChangesPrivileges(call):
                break;
            default:
                SocketCallReader.Read(accesses, walker, task, call, arguments);
                break;
        }

        return accesses;
    }

    /// <summary>Whether a task's call is on something that one may have to wait for, unlike a regular file or directory.</summary>
    public bool MayWait(TracedTask task) => Read(task, task.Call, task.Arguments)
        .Any(access => access.Path is { } path && FileSystem.Stat(path, out FileStatus status) && !status.IsRegular && !status.IsDirectory);

    /// <summary>What the kernel opens to execute a file: the file, the interpreters of <c>#!</c> lines, the ELF interpreter.</summary>
    public static IEnumerable<ResolvedPath> Chain(PathWalker walker, TracedTask task, ResolvedPath file)
    {
        byte[] head = new byte[InterpreterName.HeadSize];
        for (int depth = 0; depth < ExecutableChain.Capacity; depth++)
        {
            yield return file;
            int size = FileSystem.ReadHead(file.Path, head);
            string script = Encoding.Latin1.GetString(InterpreterName.OfScript(head.AsSpan(0, size)));
            string elf = script.Length > 0 ? string.Empty : Encoding.Latin1.GetString(InterpreterName.OfElf(head.AsSpan(0, size)));
            if (script.Length + elf.Length == 0 || walker.Resolve(task, Libc.AT_FDCWD, script + elf) is not { Exists: true } next)
            {
                yield break;
            }

            if (elf.Length > 0)
            {
                yield return next;
                yield break;
            }

            file = next;
        }
    }

    private static void OnPath(List<Access> accesses, ResolvedPath? found, FileSystemRights rights)
    {
        if (found is { IsNameless: false, Exists: true } path)
        {
            accesses.Add(new Access { Path = path.Path, Link = path.Link, Rights = rights, IsDirectory = path.Status.IsDirectory, IsDevice = path.Status.IsDevice, IsLink = path.Status.IsSymbolicLink });
        }
    }

    private static void OnDescriptor(List<Access> accesses, TracedTask task, int descriptor, FileSystemRights rights)
    {
        if (PathWalker.OfDescriptor(task, descriptor) is { } path && (rights != FileSystemRights.DeviceIoctl || path.Status.IsDevice))
        {
            accesses.Add(new Access { Path = path.Path, Rights = rights, IsThroughDescriptor = true, IsDevice = path.Status.IsDevice });
        }
    }

    private static void Metadata(List<Access> accesses, ResolvedPath? found)
    {
        if (found is { IsNameless: false, Exists: true } path)
        {
            accesses.Add(new Access { Path = path.Path, IsDirectory = path.Status.IsDirectory, IsMetadata = true });
        }
    }

    private static void Unreadable(List<Access> accesses) => accesses.Add(new Access { Remark = Remark.Unreadable });

    private ResolvedPath? Follow(TracedTask task, int directory, ulong address, bool follow = true) =>
        TaskMemory.ReadText(task.Id, address) is { } path ? walker.Resolve(task, directory, path, follow) : null;

    private void Open(List<Access> accesses, TracedTask task, int directory, ulong address, int flags)
    {
        if ((flags & O_PATH) != 0)
        {
            return;
        }

        if (TaskMemory.ReadText(task.Id, address) is not { } name)
        {
            Unreadable(accesses);
            return;
        }

        bool creates = (flags & O_CREAT) != 0;
        bool follow = (flags & NoFollow) == 0 && (flags & (O_CREAT | O_EXCL)) != (O_CREAT | O_EXCL);
        if (walker.Resolve(task, directory, name, follow) is not { IsNameless: false } path || (!path.Exists && !creates))
        {
            return;
        }

        int mode = flags & O_ACCMODE;
        FileSystemRights rights = mode is O_WRONLY or O_RDWR ? FileSystemRights.WriteFile : FileSystemRights.None;
        if (path.Exists && path.Status.IsDirectory)
        {
            // With O_TMPFILE, a file without a name is made, and written as if it lay there.
            rights = (flags & O_TMPFILE) != 0
                ? rights | (mode == O_RDWR ? FileSystemRights.ReadFile : FileSystemRights.None)
                : FileSystemRights.ReadDirectory;
            OnPath(accesses, path, rights);
            return;
        }

        if ((flags & DirectoryFlag) != 0)
        {
            return;
        }

        // Both bits at once open for neither (OPEN_FMODE of include/linux/fs.h).
        rights |= mode is not (O_WRONLY or O_ACCMODE) ? FileSystemRights.ReadFile : FileSystemRights.None;
        if (path.Exists)
        {
            OnPath(accesses, path, rights | ((flags & O_TRUNC) != 0 ? FileSystemRights.Truncate : FileSystemRights.None));
            return;
        }

        accesses.Add(new Access { Path = path.Directory, Rights = FileSystemRights.MakeRegular, IsDirectory = true });
        accesses.Add(new Access { Path = path.Path, Rights = rights, Creates = true });
    }

    private void Execute(List<Access> accesses, TracedTask task, int directory, ulong address)
    {
        if (TaskMemory.ReadText(task.Id, address) is not { } name)
        {
            Unreadable(accesses);
            return;
        }

        ResolvedPath? found = name.Length == 0 ? PathWalker.OfDescriptor(task, directory) : walker.Resolve(task, directory, name);
        if (found is not { IsNameless: false, Exists: true } file)
        {
            return;
        }

        foreach (ResolvedPath part in Chain(walker, task, file))
        {
            OnPath(accesses, part, FileSystemRights.Execute | FileSystemRights.ReadFile);
            if (ExecutableHead.IsOfOtherArchitecture(part.Path))
            {
                accesses.Add(new Access { Remark = Remark.OtherArchitecture });
            }
        }
    }

    private void Make(List<Access> accesses, TracedTask task, int directory, ulong address, FileSystemRights rights)
    {
        if (Follow(task, directory, address, false) is { IsNameless: false, Exists: false } path)
        {
            accesses.Add(new Access { Path = path.Directory, Rights = rights, IsDirectory = true });
            accesses.Add(new Access { Path = path.Path, Creates = true, IsDirectory = rights == FileSystemRights.MakeDirectory });
        }
    }

    private void Remove(List<Access> accesses, TracedTask task, int directory, ulong address, FileSystemRights rights)
    {
        if (Follow(task, directory, address, false) is { IsNameless: false, Exists: true } path)
        {
            accesses.Add(new Access { Path = path.Directory, Rights = rights, IsDirectory = true });
        }
    }

    private void Link(List<Access> accesses, TracedTask task, int oldDirectory, ulong oldAddress, int newDirectory, ulong newAddress, ulong flags)
    {
        ResolvedPath? from = TaskMemory.ReadText(task.Id, oldAddress) is { Length: 0 } // AT_EMPTY_PATH
            ? PathWalker.OfDescriptor(task, oldDirectory)
            : Follow(task, oldDirectory, oldAddress, (flags & AT_SYMLINK_FOLLOW) != 0);
        if (from is { IsNameless: false, Exists: true } source && Follow(task, newDirectory, newAddress, false) is { Exists: false } target)
        {
            FileSystemRights refer = source.IsBeside(target) ? FileSystemRights.None : FileSystemRights.Refer;
            accesses.Add(new Access { Path = target.Directory, Rights = source.Status.Making | refer, IsDirectory = true });
            if (refer != FileSystemRights.None)
            {
                accesses.Add(new Access { Path = source.Directory, Rights = refer, IsDirectory = true });
            }

            accesses.Add(new Access { Path = target.Path, Creates = true });
        }
    }

    private void Rename(List<Access> accesses, TracedTask task, int oldDirectory, ulong oldAddress, int newDirectory, ulong newAddress, ulong flags)
    {
        if (Follow(task, oldDirectory, oldAddress, false) is not { IsNameless: false, Exists: true } source
            || Follow(task, newDirectory, newAddress, false) is not { IsNameless: false } target)
        {
            return;
        }

        FileSystemRights refer = source.IsBeside(target) ? FileSystemRights.None : FileSystemRights.Refer;
        bool exchange = (flags & RENAME_EXCHANGE) != 0;
        FileSystemRights onSource = Removing(source.Status) | refer | (exchange ? target.Status.Making : FileSystemRights.None);
        FileSystemRights onTarget = source.Status.Making | refer | (target.Exists ? Removing(target.Status) : FileSystemRights.None);
        accesses.Add(new Access { Path = source.Directory, Rights = onSource, IsDirectory = true });
        accesses.Add(new Access { Path = target.Directory, Rights = onTarget, IsDirectory = true });
        if (!target.Exists)
        {
            accesses.Add(new Access { Path = target.Path, Creates = true, IsDirectory = source.Status.IsDirectory });
        }
    }

    private static FileSystemRights Removing(in FileStatus status) =>
        status.IsDirectory ? FileSystemRights.RemoveDirectory : FileSystemRights.RemoveFile;
}
