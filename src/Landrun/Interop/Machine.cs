using System.Runtime.InteropServices;

namespace Landrun.Interop;

/// <summary>The machine that landrun was built for: x86-64 or arm64. A constant in the native binary.</summary>
internal static class Machine
{
    public static bool IsArm => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
}
