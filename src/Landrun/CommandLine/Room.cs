namespace Landrun.CommandLine;

/// <summary>What is done instead of running a command; it happens in the .NET runtime.</summary>
internal enum Room
{
    None,
    Help,
    Version,
    DryRun,
    Why,
    Status,
    Try,
    ListProfiles,
    ShowProfile,
}
