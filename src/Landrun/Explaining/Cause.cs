namespace Landrun.Explaining;

/// <summary>Whose refusal it was, the most useful to know first.</summary>
internal enum Cause
{
    /// <summary>Landlock's: an option opens it.</summary>
    Sandbox,

    /// <summary>The filter's, and an option opens it.</summary>
    Filter,

    /// <summary>Landlock's, as only the kernel's audit log tells.</summary>
    Recorded,

    /// <summary>The file's mode or owner, or the kernel's own rules: no option of landrun's changes it.</summary>
    Permissions,

    /// <summary>The filter's or Landlock's, where no option opens it, or programs do without.</summary>
    Always,
}
