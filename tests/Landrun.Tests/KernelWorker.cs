using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Landrun.Tests;

/// <summary>A thread of its own that is restricted and then makes system calls: what the kernel says. The restriction ends with it.</summary>
internal sealed unsafe class KernelWorker : IDisposable
{
    private readonly BlockingCollection<Action> work = [];
    private readonly Thread thread;

    public KernelWorker()
    {
        thread = new Thread(() =>
        {
            foreach (Action action in work.GetConsumingEnumerable())
            {
                action();
            }
        });
        thread.Start();
    }

    /// <summary>Runs something there, and waits for it.</summary>
    public T Do<T>(Func<T> function)
    {
        using ManualResetEventSlim done = new();
        T result = default!;
        work.Add(() =>
        {
            result = function();
            done.Set();
        });
        done.Wait();
        return result;
    }

    /// <summary>A system call: its errno, or 0; a descriptor that it returns is closed.</summary>
    public int Call(int number, ulong[] arguments, bool opens) => Do(() =>
    {
        nint result = syscall(number, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4]);
        int errno = result < 0 ? Marshal.GetLastSystemError() : 0;
        if (opens && result >= 0)
        {
            _ = close((int)result);
        }

        return errno;
    });

    public void Dispose()
    {
        work.CompleteAdding();
        thread.Join();
        work.Dispose();
    }

    [DllImport("libc"), SuppressGCTransition]
    private static extern nint syscall(nint number, ulong first, ulong second, ulong third, ulong fourth, ulong fifth);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int close(int descriptor);
}
