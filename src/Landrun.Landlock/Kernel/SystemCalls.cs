using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace Landrun.Landlock.Kernel;

/// <summary>The three system calls of Landlock, and prctl(2). Each returns its result, or the negated errno.</summary>
/// <remarks>glibc and musl have no wrappers for Landlock, hence syscall(2). Nothing here allocates or needs the runtime:
/// landrun calls it before the runtime starts.</remarks>
internal static unsafe partial class SystemCalls
{
    private const nint LandlockCreateRuleset = 444;
    private const nint LandlockAddRule = 445;
    private const nint LandlockRestrictSelf = 446;

    private const uint CreateRulesetVersion = 1 << 0;
    private const uint CreateRulesetErrata = 1 << 1;
    private const int RulePathBeneath = 1;
    private const int RuleNetworkPort = 2;
    private const uint AddRuleQuiet = 1 << 0;

    private const int PrSetNoNewPrivs = 38;

    private const int OpenAsPath = 0x20_0000;
    private const int OpenCloseOnExec = 0x8_0000;

    /// <summary>The kernel's ABI, 1 or higher; −ENOSYS where Landlock isn't built in, −EOPNOTSUPP where it was disabled at boot.</summary>
    public static int GetAbi() => (int)Result(syscall(LandlockCreateRuleset, 0, 0, (nint)CreateRulesetVersion, 0));

    /// <summary>The kernel's errata, a mask; −EINVAL where it is too old for the question.</summary>
    public static int GetErrata() => (int)Result(syscall(LandlockCreateRuleset, 0, 0, (nint)CreateRulesetErrata, 0));

    /// <summary>landlock_create_ruleset(2): a descriptor that is closed on exec.</summary>
    public static int CreateRuleset(in RulesetAttributes attributes, int size)
    {
        fixed (RulesetAttributes* pointer = &attributes)
        {
            return (int)Result(syscall(LandlockCreateRuleset, (nint)pointer, size, 0, 0));
        }
    }

    /// <summary>landlock_add_rule(2) for a file, or for a directory and all beneath it.</summary>
    public static int AddPathRule(int ruleset, FileSystemRights rights, int descriptor, bool quiet = false)
    {
        PathBeneathAttributes rule = new() { AllowedAccess = (ulong)rights, ParentDescriptor = descriptor };
        return (int)Result(syscall(LandlockAddRule, ruleset, RulePathBeneath, (nint)(&rule), quiet ? (nint)AddRuleQuiet : 0));
    }

    /// <summary>landlock_add_rule(2) for a port.</summary>
    public static int AddPortRule(int ruleset, NetworkRights rights, ushort port, bool quiet = false)
    {
        NetworkPortAttributes rule = new() { AllowedAccess = (ulong)rights, Port = port };
        return (int)Result(syscall(LandlockAddRule, ruleset, RuleNetworkPort, (nint)(&rule), quiet ? (nint)AddRuleQuiet : 0));
    }

    /// <summary>landlock_restrict_self(2). The ruleset −1 is for flags alone.</summary>
    public static int RestrictSelf(int ruleset, RestrictOptions options) =>
        (int)Result(syscall(LandlockRestrictSelf, ruleset, (nint)options, 0, 0));

    /// <summary>PR_SET_NO_NEW_PRIVS of prctl(2): from now on, execve(2) gives no privilege that the caller lacks.</summary>
    public static int SetNoNewPrivileges() => (int)Result(prctl(PrSetNoNewPrivs, 1, 0, 0, 0));

    /// <summary>open(2) of a path ending in NUL with O_PATH: a descriptor that names the file, follows symbolic links, asks for no
    /// right on the file itself and is closed on exec.</summary>
    public static int OpenPath(byte* path) => (int)Result(open(path, OpenAsPath | OpenCloseOnExec));

    /// <summary>close(2).</summary>
    public static int Close(int descriptor) => (int)Result(close(descriptor));

    private static nint Result(nint result) => result == -1 ? -Marshal.GetLastSystemError() : result;

    [DllImport("libc"), SuppressGCTransition]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint syscall(nint number, nint first, nint second, nint third, nint fourth);

    [DllImport("libc"), SuppressGCTransition]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int prctl(int option, nuint second, nuint third, nuint fourth, nuint fifth);

    [DllImport("libc"), SuppressGCTransition]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int close(int descriptor);

    [DllImport("libc"), SuppressGCTransition]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int open(byte* path, int flags);
}
