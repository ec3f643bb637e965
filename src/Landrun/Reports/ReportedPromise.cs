using Landrun.Sandbox;

namespace Landrun.Reports;

/// <summary>A promise of the sandbox, in a report.</summary>
/// <param name="What">What is closed.</param>
/// <param name="IsBroken">It ought to be closed, and is not.</param>
/// <param name="Keepers">Who closes it; nobody where it is left open on purpose, or the promise is broken.</param>
/// <param name="Abi">The ABI of Landlock that closes it; 0 where none does.</param>
/// <param name="Linux">The Linux version that brought that ABI.</param>
internal sealed record ReportedPromise(string What, bool IsBroken, Keepers Keepers, int Abi, string Linux);
