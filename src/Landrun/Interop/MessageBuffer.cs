using System.Runtime.CompilerServices;

namespace Landrun.Interop;

/// <summary>Room for a line with a path of the greatest length.</summary>
[InlineArray(Capacity)]
internal struct MessageBuffer
{
    public const int Capacity = 6144;

    private byte first;
}
