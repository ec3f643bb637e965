namespace Landrun.CommandLine;

/// <summary>Every option, in the order of <c>--help</c>. Its row in <see cref="OptionTable"/> says all else.</summary>
internal enum Option
{
    Ro,
    Rox,
    Rw,
    Rwx,
    Exec,
    Fs,
    AddExec,
    IgnoreMissing,
    UnrestrictedFilesystem,
    BindTcp,
    ConnectTcp,
    UnrestrictedNetwork,
    UnrestrictedScoped,
    Env,
    EnvAll,
    EnvNone,
    BestEffort,
    Strict,
    Abi,
    LogDisableOriginating,
    LogEnableSubprocesses,
    LogDisableSubdomains,
    LogLevel,
    Help,
    Version,

    /// <summary>How many there are; not an option.</summary>
    Count,
}
