using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Landrun.Landlock.Tests;

/// <summary>Runs code on a thread of its own that ends with it: a restriction can't be taken back.</summary>
internal static class Dedicated
{
    public static T Thread<T>(Func<T> action)
    {
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                result = action();
            }
#pragma warning disable CA1031 // It is thrown again where the test waits.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result;
    }

    public static void Thread(Action action) => Thread(() =>
    {
        action();
        return 0;
    });

    /// <summary>A definition that lets the runtime load its assemblies: they are opened when first used.</summary>
    public static RulesetDefinition WithRuntime(this RulesetDefinition definition) => definition
        .AllowPath(AppContext.BaseDirectory, PathAccess.ReadOnly)
        .AllowPath(RuntimeEnvironment.GetRuntimeDirectory(), PathAccess.ReadOnly);
}
