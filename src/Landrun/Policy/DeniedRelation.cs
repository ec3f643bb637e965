namespace Landrun.Policy;

/// <summary>How a file lies to what is denied.</summary>
internal enum DeniedRelation
{
    /// <summary>A rule on it opens nothing that is denied.</summary>
    Apart,

    /// <summary>It is denied itself.</summary>
    Inside,

    /// <summary>A rule on it would open what is denied beneath it; or nobody can tell.</summary>
    Above,
}
