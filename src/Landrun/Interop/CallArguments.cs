using System.Runtime.CompilerServices;

namespace Landrun.Interop;

/// <summary>The arguments of a system call.</summary>
[InlineArray(6)]
internal struct CallArguments
{
    private ulong first;
}
