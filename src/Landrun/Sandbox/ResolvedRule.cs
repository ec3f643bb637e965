using Landrun.Interop;
using Landrun.Landlock;
using Landrun.Policy;

namespace Landrun.Sandbox;

/// <summary>One rule as it goes to the kernel.</summary>
internal unsafe struct ResolvedRule
{
    /// <summary>The path as it was given.</summary>
    public byte* Given;

    /// <summary>What it led to, symbolic links followed, as /proc names it; null where /proc can't tell.</summary>
    public byte* Resolved;

    /// <summary>The rights that the kernel was offered.</summary>
    public FileSystemRights Rights;

    /// <summary>Where it comes from, unless <see cref="Source"/> says something else.</summary>
    public Origin Origin;

    public RuleSource Source;
    public bool IsDirectory;

    /// <summary>Which file it is.</summary>
    public FileIdentity File;
}
