using Landrun.Policy;

namespace Landrun;

/// <summary>Completes the request with what needs the runtime, in an order that matters.</summary>
internal static class Preparation
{
    public static void Complete()
    {
        // Last: whatever opened something before, what is denied stays closed.
        DenialExpansion.Apply(ref Entry.Request);
    }
}
