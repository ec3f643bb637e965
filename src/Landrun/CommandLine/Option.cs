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
    Unix,
    AddExec,
    IgnoreMissing,
    NoMetadata,
    UnrestrictedFilesystem,
    BindTcp,
    ConnectTcp,
    BindUdp,
    ConnectUdp,
    Dns,
    NoDns,
    UnrestrictedNetwork,
    UnrestrictedScoped,
    KeepFd,
    KeepCap,
    Env,
    EnvAll,
    EnvNone,
    BestEffort,
    Strict,
    Abi,
    NoSeccomp,
    LogDisableOriginating,
    LogEnableSubprocesses,
    LogDisableSubdomains,
    Quiet,
    LogLevel,
    Help,
    Version,

    /// <summary>How many there are; not an option.</summary>
    Count,
}
