using Landrun.Interop;
using Landrun.Landlock.Kernel;
using Landrun.Launch;

namespace Landrun.Sandbox;

/// <summary>Tries acts inside a policy's own sandbox, which a thread enters that ends afterwards: Landlock, the filter and the
/// capabilities hold for it alone. In there nothing is allocated, so that nothing has to signal other threads.</summary>
internal static unsafe class Trials
{
    private static PreparedLaunch launch;
    private static NativeList<Attempt> attempts;
    private static bool entered;

    /// <returns>False where the sandbox could not be entered, which was said.</returns>
    public static bool Make(in PreparedLaunch prepared, ref NativeList<Attempt> list)
    {
        launch = prepared;
        attempts = list;
        Thread inside = new(TryInside);
        inside.Start();
        inside.Join();
        for (int index = 0; index < attempts.Count && entered; index++)
        {
            // Once is enough where it succeeded: the other side of a socket need not be bothered again.
            ref Attempt attempt = ref attempts[index];
            attempt.Outside = attempt.Inside == Errno.None ? Errno.None : Try(attempt);
        }

        return entered;
    }

    private static void TryInside()
    {
        entered = Enforcer.Enforce(launch);
        for (int index = 0; index < attempts.Count && entered; index++)
        {
            attempts[index].Inside = Try(attempts[index]);
        }
    }

    private static Errno Try(in Attempt attempt) => attempt.Trial switch
    {
        Trial.Read => Open(attempt.Path, Libc.O_RDONLY),
        Trial.Write => Open(attempt.Path, Libc.O_WRONLY),
        Trial.List => Open(attempt.Path, Libc.O_RDONLY | Libc.O_DIRECTORY),
        Trial.Execute => Libc.CheckExecution(attempt.Path),
        Trial.ConnectTcp => Sockets.ConnectTcp(attempt.Port),
        Trial.BindTcp => Sockets.BindTcp(attempt.Port),
        Trial.ConnectUdp => Sockets.ConnectUdp(attempt.Port),
        Trial.BindUdp => Sockets.BindUdp(attempt.Port),
        Trial.ConnectUnix => Sockets.ConnectUnix(CString.Span(attempt.Path)),
        _ => Errno.None,
    };

    private static Errno Open(byte* path, int flags)
    {
        int descriptor = Libc.Open(path, flags | Libc.O_NONBLOCK | Libc.O_NOCTTY | Libc.O_CLOEXEC);
        Libc.Close(descriptor);
        return descriptor < 0 ? (Errno)(-descriptor) : Errno.None;
    }
}
