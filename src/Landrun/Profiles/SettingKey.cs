namespace Landrun.Profiles;

/// <summary>The name of a value in a table, and where it stands.</summary>
internal readonly record struct SettingKey(string Name, int Line, int Column);
