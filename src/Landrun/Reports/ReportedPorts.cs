using Landrun.Landlock;

namespace Landrun.Reports;

/// <summary>What is granted on ports, in a report.</summary>
/// <param name="First">The first port.</param>
/// <param name="Last">The last port.</param>
/// <param name="Rights">What was granted.</param>
/// <param name="Enforced">What of it is limited to these ports; the rest is not limited by Landlock at all.</param>
/// <param name="Origin">Where it comes from.</param>
internal sealed record ReportedPorts(int First, int Last, NetworkRights Rights, NetworkRights Enforced, ReportedOrigin Origin);
