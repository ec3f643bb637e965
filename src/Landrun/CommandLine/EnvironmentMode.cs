namespace Landrun.CommandLine;

/// <summary>Which variables pass without being named.</summary>
internal enum EnvironmentMode
{
    /// <summary>A short list of harmless ones.</summary>
    Usual,
    All,
    None,
}
