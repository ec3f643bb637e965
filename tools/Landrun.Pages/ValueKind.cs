namespace Landrun.Pages;

/// <summary>What a shell offers behind an option. The names are those that the templates of the completions use, in small letters.</summary>
internal enum ValueKind
{
    /// <summary>Nothing stands behind it.</summary>
    Switch,

    /// <summary>A value that a shell can't guess.</summary>
    Any,

    /// <summary>A list of paths.</summary>
    Paths,

    /// <summary>A list of rights, a colon, a list of paths.</summary>
    Rights,

    /// <summary>A list of names of profiles, or files.</summary>
    Profiles,

    /// <summary>A list of names of variables.</summary>
    Variables,

    /// <summary>A list of words that are known.</summary>
    Words,

    /// <summary>Behind an equals sign only: a file.</summary>
    Attached,
}
