using System.Runtime.CompilerServices;
using Landrun.Interop;
using Landrun.Landlock;
using Landrun.Landlock.Kernel;
using Landrun.Policy;

namespace Landrun.Sandbox;

/// <summary>Answers, as the kernel would, which rights a policy leaves on a file: those of every rule on the file itself and on the
/// directories above it, up to the root. Paths may still be opened with O_PATH inside a sandbox, so this works after the restriction.</summary>
[SkipLocalsInit]
internal static unsafe class EffectiveRights
{
    /// <summary>What the policy denies of some rights on a file; nothing where the answer can't be found.</summary>
    public static FileSystemRights Lacking(byte* path, in SandboxPolicy policy, FileSystemRights wanted)
    {
        wanted &= policy.Closed.FileSystem;
        int file = Libc.Open(path, Libc.O_PATH | Libc.O_CLOEXEC);
        if (file < 0 || wanted == FileSystemRights.None)
        {
            return FileSystemRights.None;
        }

        return LackingAbove(file, policy, wanted & ~Granted(file, policy));
    }

    /// <summary>What the policy denies on the files in the same directory that have no rule of their own; links are followed first.</summary>
    public static FileSystemRights LackingBeside(byte* path, in SandboxPolicy policy, FileSystemRights wanted)
    {
        wanted &= policy.Closed.FileSystem;
        int file = Libc.Open(path, Libc.O_PATH | Libc.O_CLOEXEC);
        return file < 0 ? FileSystemRights.None : LackingAbove(file, policy, wanted);
    }

    private static FileSystemRights LackingAbove(int file, in SandboxPolicy policy, FileSystemRights wanted)
    {
        int directory = OpenParent(file);
        while (directory >= 0 && wanted != FileSystemRights.None)
        {
            wanted &= ~Granted(directory, policy);
            directory = Up(directory);
        }

        return wanted;
    }

    /// <summary>The rights of the rules on exactly this file.</summary>
    private static FileSystemRights Granted(int descriptor, in SandboxPolicy policy)
    {
        FileSystemRights rights = FileSystemRights.None;
        if (Libc.Stat(descriptor, out FileStatus status) != 0)
        {
            return rights;
        }

        for (int index = 0; index < policy.Paths.Count; index++)
        {
            PathGrant grant = policy.Paths[index];
            if (Libc.StatPath(grant.Path, out FileStatus granted) == 0 && granted.IsSameFile(status))
            {
                rights |= grant.Rights;
            }
        }

        return rights;
    }

    /// <summary>The directory that an open file really lies in, which only /proc knows where the path had symbolic links.</summary>
    public static int OpenParent(int file)
    {
        Span<byte> target = stackalloc byte[DescriptorPath.Capacity];
        int length = DescriptorPath.Read(file, target[..^1]);
        int slash = length <= 0 ? -1 : target[..length].LastIndexOf((byte)'/');
        if (slash < 0)
        {
            return -1;
        }

        target[Math.Max(slash, 1)] = 0;
        fixed (byte* directory = target)
        {
            return Libc.Open(directory, Libc.O_PATH | Libc.O_CLOEXEC);
        }
    }

    /// <summary>The directory above, instead of this one, which is closed; negative at the root.</summary>
    public static int Up(int directory)
    {
        fixed (byte* name = ".."u8)
        {
            int parent = Libc.OpenAt(directory, name, Libc.O_PATH | Libc.O_CLOEXEC);
            bool root = parent >= 0
                && Libc.Stat(parent, out FileStatus above) == 0
                && Libc.Stat(directory, out FileStatus here) == 0
                && above.IsSameFile(here);
            Libc.Close(directory);
            return root ? -1 : parent;
        }
    }
}
