using Landrun.CommandLine;
using Landrun.Landlock.Kernel;
using Landrun.Learning;

namespace Landrun.Explaining;

/// <summary>Judges what is refused to the command.</summary>
internal sealed class ExplainWatcher(in LaunchRequest request, PathWalker walker) : IWatcher
{
    private readonly LaunchRequest request = request;
    private readonly PathWalker walker = walker;

    public bool Before(TracedTask task) => true;

    public void After(TracedTask task, long result)
    {
    }

    public void Refused(TracedTask task, int number, Errno errno)
    {
    }

    public void Ending() => _ = (request, walker);
}
