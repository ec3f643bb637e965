using System.Runtime.InteropServices;

namespace Landrun.Landlock.Kernel;

/// <summary><c>struct landlock_path_beneath_attr</c> of <c>include/uapi/linux/landlock.h</c>, which is packed: 12 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct PathBeneathAttributes
{
    public ulong AllowedAccess;
    public int ParentDescriptor;
}
