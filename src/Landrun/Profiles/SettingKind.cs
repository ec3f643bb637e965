namespace Landrun.Profiles;

/// <summary>What a value in a file is.</summary>
internal enum SettingKind
{
    Table,
    Array,
    String,
    Integer,
    Boolean,

    /// <summary>Something that no profile and no policy has: a date, a fraction, null.</summary>
    Other,
}
