namespace Landrun.CommandLine;

/// <summary>The heading that an option stands under in <c>--help</c>.</summary>
internal enum OptionGroup
{
    Files,
    Network,
    Processes,
    Environment,
    Profiles,
    Strictness,
    Messages,
    Reports,
}
