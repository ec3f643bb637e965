namespace Landrun.CommandLine;

/// <summary>How a dry run is written down.</summary>
internal enum ReportForm
{
    /// <summary>For people; with <c>--json</c> for programs.</summary>
    Text,

    /// <summary>As the command line of setpriv(1).</summary>
    Setpriv,
}
