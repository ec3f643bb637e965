namespace System.Runtime;

/// <summary>Gives a method a symbol that the linker sees. The NativeAOT compiler knows this attribute by its name; unlike
/// UnmanagedCallersOnly, it adds no transition, so the method may run before the runtime starts.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RuntimeExportAttribute(string entryPoint) : Attribute
{
    public string EntryPoint { get; } = entryPoint;
}
