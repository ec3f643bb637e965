namespace Landrun.CommandLine;

/// <summary>What follows an option.</summary>
internal enum OptionKind
{
    /// <summary>Nothing, or <c>=true</c> and <c>=false</c>.</summary>
    Switch,

    /// <summary>A list of paths.</summary>
    Paths,

    /// <summary>Rights, a colon, a list of paths.</summary>
    RightsAndPaths,

    /// <summary>A list of ports and ranges of ports.</summary>
    Ports,

    /// <summary>A list of names, or one name and its value.</summary>
    Variables,

    /// <summary>A list of numbers of descriptors, or <c>all</c>.</summary>
    Descriptors,

    /// <summary>A list of names of capabilities, or <c>all</c>.</summary>
    Capabilities,

    /// <summary>A list of limits, each a name, an equals sign and a quantity.</summary>
    Limits,

    /// <summary>A span of time.</summary>
    Duration,

    /// <summary>A list of profiles or policies: names, or files.</summary>
    Sources,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A list of questions to <c>--why</c>.</summary>
    Questions,

    /// <summary>The form of a report.</summary>
    Form,

    /// <summary>A level of messages.</summary>
    Level,

    /// <summary>A text that the room itself reads.</summary>
    Text,
    /// <summary>Nothing, or the name of a file behind an equals sign.</summary>
    OptionalFile,
}
