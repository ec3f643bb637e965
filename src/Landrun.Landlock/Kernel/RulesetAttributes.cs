using System.Runtime.InteropServices;

namespace Landrun.Landlock.Kernel;

/// <summary><c>struct landlock_ruleset_attr</c> of <c>include/uapi/linux/landlock.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RulesetAttributes
{
    public ulong HandledAccessFileSystem;
    public ulong HandledAccessNetwork;
    public ulong Scoped;
    public ulong QuietAccessFileSystem;
    public ulong QuietAccessNetwork;
    public ulong QuietScoped;
}
