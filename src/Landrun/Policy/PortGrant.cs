using Landrun.Landlock;

namespace Landrun.Policy;

/// <summary>Rights on all ports from the first to the last.</summary>
internal struct PortGrant
{
    public ushort First;
    public ushort Last;
    public NetworkRights Rights;
    public Origin Origin;
}
