namespace Landrun.Sandbox;

/// <summary>Who keeps a promise.</summary>
[Flags]
internal enum Keepers
{
    Nobody = 0,
    Landlock = 1,
    Filter = 2,
}
