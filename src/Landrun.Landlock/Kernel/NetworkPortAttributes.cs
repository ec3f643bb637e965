using System.Runtime.InteropServices;

namespace Landrun.Landlock.Kernel;

/// <summary><c>struct landlock_net_port_attr</c> of <c>include/uapi/linux/landlock.h</c>; the port in host order.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NetworkPortAttributes
{
    public ulong AllowedAccess;
    public ulong Port;
}
