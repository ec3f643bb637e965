using Landrun.Interop;
using Landrun.Landlock;
using Landrun.Landlock.Kernel;
using Landrun.Policy;
using Landrun.Sandbox;

namespace Landrun.Launch;

/// <summary>Becomes the command, or says why that was refused.</summary>
internal static unsafe class Starter
{
    /// <summary>Returns only if the command did not start.</summary>
    /// <returns>The exit status.</returns>
    public static int Execute(byte* path, byte** arguments, byte** environment, in SandboxPolicy policy)
    {
        Errno errno = Libc.Execute(path, arguments, environment);
        Message message = Message.Begin();
        message.Text("can't execute "u8).Quoted(path).Text(": "u8);
        ChainReader.Read(path, environment, out ExecutableChain chain);
        if (errno is not (Errno.EACCES or Errno.ENOENT) || !Culprit(chain, policy, errno, ref message))
        {
            message.Error(errno).Text(Hint(errno));
        }

        message.Send();
        return ExitStatus.CannotExecute;
    }

    private static ReadOnlySpan<byte> Hint(Errno errno) => errno switch
    {
        Errno.ENOEXEC => "; a script needs a #! line, a program must be built for this machine"u8,
        Errno.E2BIG => ": its arguments and environment together are too long"u8,
        Errno.EACCES => "; look at the file's mode and at the mount's noexec"u8,
        _ => default,
    };

    /// <summary>Names the first file of the chain that the sandbox or the file system refuses.</summary>
    private static bool Culprit(in ExecutableChain chain, in SandboxPolicy policy, Errno errno, ref Message message)
    {
        for (int index = 0; index < chain.Count; index++)
        {
            ExecutableFile file = chain[index];
            int access = Libc.Access(file.Path, Libc.X_OK);
            if (access != 0)
            {
                Name(file, index, ref message).Error((Errno)(-access))
                    .Text(access == -(int)Errno.EACCES ? "; make it executable (chmod +x), and see that its mount is not noexec"u8 : default);
                return true;
            }

            FileSystemRights lacking = EffectiveRights.Lacking(file.Path, policy, Rights.Start & ~policy.CommandRights);
            if (errno == Errno.EACCES && lacking != FileSystemRights.None)
            {
                bool mayStart = (policy.CommandRights & FileSystemRights.Execute) != FileSystemRights.None;
                Name(file, index, ref message).Text("the sandbox denies "u8).Rights(lacking)
                    .Text(" on it; add "u8).Text(mayStart ? "--ro "u8 : "--rox "u8).Quoted(file.Path)
                    .Text(", or --rox /usr for the system's programs and their libraries"u8);
                return true;
            }
        }

        return false;
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
