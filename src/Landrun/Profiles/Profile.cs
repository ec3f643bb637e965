namespace Landrun.Profiles;

/// <summary>A profile that was found.</summary>
/// <param name="File">Its text.</param>
/// <param name="Name">The name that it was found by; empty for a file.</param>
/// <param name="Rank">Which of the places that have profiles by name it was in, from the first.</param>
internal sealed record Profile(SettingFile File, string Name, int Rank);
