namespace Landrun.CommandLine;

/// <summary>A profile or a policy that the command line names.</summary>
internal unsafe struct PolicySource
{
    /// <summary>The option that named it.</summary>
    public Option Option;

    /// <summary>A profile's name, or a file; it ends with a NUL.</summary>
    public byte* Name;
}
