using Landrun.Landlock;
using Landrun.Policy;

namespace Landrun.CommandLine;

/// <summary>The one table of options: the parser, the help, the errors and the tests read it.</summary>
/// <remarks>A method rather than an array: it is read before the .NET runtime starts, where only constants exist.</remarks>
internal static class OptionTable
{
    public const int Count = (int)Option.Count;

    public static OptionRow Row(Option option) => option switch
    {
        Option.Ro => new("ro"u8, OptionKind.Paths, OptionGroup.Files, "PATH"u8,
            "Read a file, or read and list a directory and all beneath it."u8, rights: Rights.ReadOnly),
        Option.Rox => new("rox"u8, OptionKind.Paths, OptionGroup.Files, "PATH"u8,
            "As --ro, and execute."u8, rights: Rights.ReadOnlyExecute),
        Option.Rw => new("rw"u8, OptionKind.Paths, OptionGroup.Files, "PATH"u8,
            "Read, write and truncate a file; in a directory also create, remove, rename and link."u8, rights: Rights.ReadWrite),
        Option.Rwx => new("rwx"u8, OptionKind.Paths, OptionGroup.Files, "PATH"u8,
            "As --rw, and execute."u8, rights: Rights.ReadWriteExecute),
        Option.Exec => new("exec"u8, OptionKind.Switch, OptionGroup.Files, default,
            "Make every --ro and --rw path executable too."u8),
        Option.Fs => new("fs"u8, OptionKind.RightsAndPaths, OptionGroup.Files, "RIGHTS:PATH"u8,
            "Exactly these rights by the kernel's names (read_file,write_file:/x), or ro, rox, rw, rwx."u8),
        Option.Unix => new("unix"u8, OptionKind.Paths, OptionGroup.Files, "PATH"u8,
            "Connect to this unix socket, or to any beneath a directory."u8, rights: FileSystemRights.ResolveUnix),
        Option.Deny => new("deny"u8, OptionKind.Paths, OptionGroup.Files, "PATH"u8,
            "Keep this closed inside of what is opened, by opening what lies around it when landrun starts."u8),
        Option.AddExec => new("add-exec"u8, OptionKind.Switch, OptionGroup.Files, default,
            "Allow the command and its interpreters to be read and executed, wherever they are."u8),
        Option.Ldd => new("ldd"u8, OptionKind.Switch, OptionGroup.Files, default,
            "Allow the libraries that the command and its interpreters need, and their loader."u8),
        Option.IgnoreMissing => new("ignore-missing"u8, OptionKind.Switch, OptionGroup.Files, default,
            "Skip paths that do not exist instead of refusing to run."u8),
        Option.NoMetadata => new("no-metadata"u8, OptionKind.Switch, OptionGroup.Files, default,
            "Refuse changes of modes, owners, times and attributes; done unasked where no path is writable."u8),
        Option.UnrestrictedFilesystem => new("unrestricted-filesystem"u8, OptionKind.Switch, OptionGroup.Files, default,
            "Leave files and unix sockets by path alone."u8),
        Option.BindTcp => new("bind-tcp"u8, OptionKind.Ports, OptionGroup.Network, "PORT"u8,
            "Bind these TCP ports; 0 stands for the kernel's ephemeral ports."u8, portRights: NetworkRights.BindTcp),
        Option.ConnectTcp => new("connect-tcp"u8, OptionKind.Ports, OptionGroup.Network, "PORT"u8,
            "Connect to these TCP ports."u8, portRights: NetworkRights.ConnectTcp),
        Option.BindUdp => new("bind-udp"u8, OptionKind.Ports, OptionGroup.Network, "PORT"u8,
            "Bind these UDP ports; 0 stands for the kernel's ephemeral ports."u8, portRights: NetworkRights.BindUdp),
        Option.ConnectUdp => new("connect-udp"u8, OptionKind.Ports, OptionGroup.Network, "PORT"u8,
            "Send to these UDP ports, from an ephemeral one."u8, portRights: NetworkRights.ConnectSendUdp),
        Option.Dns => new("dns"u8, OptionKind.Switch, OptionGroup.Network, default,
            "Resolve names: port 53, and the resolver's files. --connect-tcp opens UDP port 53 unasked."u8, opposite: Option.NoDns),
        Option.NoDns => new("no-dns"u8, OptionKind.Switch, OptionGroup.Network, default,
            "Don't let --connect-tcp open UDP port 53."u8, opposite: Option.Dns),
        Option.UnrestrictedNetwork => new("unrestricted-network"u8, OptionKind.Switch, OptionGroup.Network, default,
            "Leave the network alone."u8),
        Option.UnrestrictedScoped => new("unrestricted-scoped"u8, OptionKind.Switch, OptionGroup.Processes, default,
            "Let signals and abstract unix sockets leave the sandbox."u8),
        Option.KeepFd => new("keep-fd"u8, OptionKind.Descriptors, OptionGroup.Processes, "N"u8,
            "Pass this open descriptor on, or all; without it, 0 to 2 and those named as /dev/fd/N pass."u8),
        Option.KeepCap => new("keep-cap"u8, OptionKind.Capabilities, OptionGroup.Processes, "NAME"u8,
            "Keep this capability (net_admin), or all, besides those of an ordinary service."u8),
        Option.Limit => new("limit"u8, OptionKind.Limits, OptionGroup.Processes, "NAME=VALUE"u8,
            "Limit cpu=10s, memory=512M, processes=64, files=256 or file-size=1G; a list of them."u8),
        Option.Timeout => new("timeout"u8, OptionKind.Duration, OptionGroup.Processes, "TIME"u8,
            "End the command and what it started after 30s (500ms, 5m, 2h), with exit status 124."u8, inProfile: false),
        Option.Env => new("env"u8, OptionKind.Variables, OptionGroup.Environment, "NAME[=VALUE]"u8,
            "Pass variables by name (NAME, 'PREFIX_*', a list of such), or set one (NAME=VALUE)."u8),
        Option.EnvAll => new("env-all"u8, OptionKind.Switch, OptionGroup.Environment, default,
            "Pass every variable."u8, opposite: Option.EnvNone),
        Option.EnvNone => new("env-none"u8, OptionKind.Switch, OptionGroup.Environment, default,
            "Pass only what --env names, without the usual harmless ones."u8, opposite: Option.EnvAll),
        Option.Profile => new("profile"u8, OptionKind.Sources, OptionGroup.Profiles, "NAME|FILE"u8,
            "Open also what this profile opens: one of --list-profiles, or a file (with a / in its name)."u8, inProfile: false),
        Option.Policy => new("policy"u8, OptionKind.Sources, OptionGroup.Profiles, "FILE"u8,
            "Open what this file of landlockconfig opens (TOML or JSON)."u8, inProfile: false),
        Option.ListProfiles => new("list-profiles"u8, OptionKind.Switch, OptionGroup.Profiles, default,
            "List the profiles that --profile finds by name, and those in ./.landrun."u8, inProfile: false),
        Option.ShowProfile => new("show-profile"u8, OptionKind.Sources, OptionGroup.Profiles, "NAME|FILE"u8,
            "Print a profile."u8, inProfile: false),
        Option.BestEffort => new("best-effort"u8, OptionKind.Switch, OptionGroup.Strictness, default,
            "Run with what this kernel can enforce, and say what it can't (the default)."u8, opposite: Option.Strict),
        Option.Strict => new("strict"u8, OptionKind.Switch, OptionGroup.Strictness, default,
            "Refuse to run where anything can't be enforced; the same as --best-effort=false."u8, opposite: Option.BestEffort),
        Option.Abi => new("abi"u8, OptionKind.Number, OptionGroup.Strictness, "N"u8,
            "Behave as on a kernel with Landlock's ABI N; 0 is one without Landlock."u8, inProfile: false),
        Option.NoSeccomp => new("no-seccomp"u8, OptionKind.Switch, OptionGroup.Strictness, default,
            "Install no seccomp filter; what Landlock can't close stays open, and is said."u8),
        Option.DryRun => new("dry-run"u8, OptionKind.Switch, OptionGroup.Reports, default,
            "Show what would be enforced, each rule and where it comes from, and run nothing."u8, opposite: Option.Why, inProfile: false),
        Option.Why => new("why"u8, OptionKind.Questions, OptionGroup.Reports, "WHAT"u8,
            "Say whether a PATH, unix:PATH, tcp:PORT or udp:PORT would be reachable, and by which rule; run nothing."u8, opposite: Option.DryRun, inProfile: false),
        Option.Format => new("format"u8, OptionKind.Form, OptionGroup.Reports, "FORM"u8,
            "Print the dry run as setpriv's options (setpriv) or for people (text)."u8, inProfile: false),
        Option.LogDisableOriginating => new("log-disable-originating"u8, OptionKind.Switch, OptionGroup.Messages, default,
            "Keep denials of the command itself out of the kernel's audit log (Linux 6.15)."u8),
        Option.LogEnableSubprocesses => new("log-enable-subprocesses"u8, OptionKind.Switch, OptionGroup.Messages, default,
            "Log denials of the programs that the command executes, too."u8),
        Option.LogDisableSubdomains => new("log-disable-subdomains"u8, OptionKind.Switch, OptionGroup.Messages, default,
            "Keep denials of sandboxes nested in this one out of the log."u8),
        Option.Quiet => new("quiet"u8, OptionKind.Paths, OptionGroup.Messages, "PATH"u8,
            "Keep denials on this path, and beneath it, out of the log (Linux 7.2)."u8),
        Option.LogLevel => new("log-level"u8, OptionKind.Level, OptionGroup.Messages, "LEVEL"u8,
            "What landrun says: error (the default), info or debug. LANDRUN_LOG_LEVEL sets it too."u8, inProfile: false),
        Option.Learn => new("learn"u8, OptionKind.OptionalFile, OptionGroup.Reports, "[=FILE]"u8,
            "Run with files and network open, watch, and print the smallest sensible policy at the end; write it to FILE as well."u8,
            opposite: Option.Explain, inProfile: false),
        Option.Explain => new("explain"u8, OptionKind.Switch, OptionGroup.Reports, default,
            "Run restricted, watch, and say at the end what was denied, by what, and which option opens it."u8,
            opposite: Option.Learn, inProfile: false),
        Option.Status => new("status"u8, OptionKind.Switch, OptionGroup.Reports, default,
            "Show what this kernel enforces, try it, and end with 1 where something is open."u8, inProfile: false),
        Option.Try => new("try"u8, OptionKind.Text, OptionGroup.Reports, "TARGETS"u8,
            "Try from here what should be closed, and print each errno; --status runs it."u8, inProfile: false),
        Option.Json => new("json"u8, OptionKind.Switch, OptionGroup.Reports, default,
            "Print a report for programs."u8, inProfile: false),
        Option.Help => new("help"u8, OptionKind.Switch, OptionGroup.Reports, default,
            "Show this help."u8, shortName: (byte)'h', inProfile: false),
        Option.Version => new("version"u8, OptionKind.Switch, OptionGroup.Reports, default,
            "Show the version."u8, shortName: (byte)'v', inProfile: false),
        _ => default,
    };

    /// <summary>The option of that name, without dashes; <see cref="Option.Count"/> where there is none.</summary>
    public static Option Find(ReadOnlySpan<byte> name)
    {
        for (Option option = 0; option < Option.Count; option++)
        {
            if (Row(option).Name.SequenceEqual(name))
            {
                return option;
            }
        }

        return Option.Count;
    }

    /// <summary>The option of that letter; <see cref="Option.Count"/> where there is none.</summary>
    public static Option FindShort(byte letter)
    {
        for (Option option = 0; option < Option.Count; option++)
        {
            if (Row(option).ShortName == letter)
            {
                return option;
            }
        }

        return Option.Count;
    }
}
