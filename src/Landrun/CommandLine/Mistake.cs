namespace Landrun.CommandLine;

/// <summary>What is wrong with a command line.</summary>
internal enum Mistake
{
    None,
    UnknownOption,
    ValueMissing,
    ValueIsOption,
    EmptyElement,
    NotASwitchValue,
    NotAPort,
    NotARange,
    NotANumber,
    NotALevel,
    NotAVariable,
    NotADescriptor,
    NotACapability,
    NotALimit,
    UnknownLimit,
    NotAQuantity,
    NotADuration,
    NotRights,
    UnknownRight,
    Contradiction,
    NotAForm,
    NotAQuestion,
    NotThatReport,
    NothingToDeny,
    NoCommand,
    CommandNotWanted,
    NothingToReport,
    EmptyCommand,
}
