namespace Landrun.Landlock;

/// <summary>Rights on the ports from the first to the last, both included.</summary>
internal readonly record struct PortRule(ushort First, ushort Last, NetworkRights Rights);
