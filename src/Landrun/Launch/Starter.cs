using Landrun.Interop;
using Landrun.Landlock.Kernel;
using Landrun.Policy;

namespace Landrun.Launch;

/// <summary>Becomes the command, or says why that was refused.</summary>
internal static unsafe class Starter
{
    /// <summary>Returns only if the command did not start.</summary>
    /// <param name="chain">What will be executed, if that is known already; it can be read more freely before the restriction.</param>
    /// <returns>The exit status.</returns>
    public static int Execute(byte* path, byte** arguments, byte** environment, in SandboxPolicy policy, in ExecutableChain chain)
    {
        Errno errno = Libc.Execute(path, arguments, environment);
        ExecutableChain files = chain;
        if (files.Count == 0)
        {
            ChainReader.Read(path, environment, out files);
        }

        StartFailure.Report(errno, files, policy);
        return ExitStatus.CannotExecute;
    }
}
