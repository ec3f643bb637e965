namespace Landrun.Interop;

/// <summary>The capability sets of a process, a bit for each capability.</summary>
internal struct CapabilitySets
{
    public ulong Effective;
    public ulong Permitted;
    public ulong Inheritable;
}
