using Landrun.CommandLine;

namespace Landrun.Policy;

/// <summary>Where a grant comes from, for messages and reports.</summary>
internal unsafe struct Origin
{
    /// <summary>The option that gave it, on the command line or by its name elsewhere.</summary>
    public Option Option;

    /// <summary>Which file or place made the option give it, ending with a NUL: <c>/usr/bin/python3</c>, <c>web.toml(12,3)</c>; null for
    /// the command line itself.</summary>
    public byte* Place;

    public Origin(Option option, byte* place = null)
    {
        Option = option;
        Place = place;
    }
}
