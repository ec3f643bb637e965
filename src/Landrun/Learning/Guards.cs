using Landrun.Policy;

namespace Landrun.Learning;

/// <summary>What a learned rule may not name, however many files beneath it were used.</summary>
internal sealed class Guards(Surroundings surroundings)
{
    /// <summary>Names of files and directories that hold keys, passwords and sessions.</summary>
    private static readonly string[] SecretNames =
    [
        ".ssh", ".gnupg", ".aws", ".kube", ".azure", ".docker", ".password-store", ".pki", ".netrc", ".git-credentials", ".npmrc", ".pypirc",
        ".pgpass", ".my.cnf", ".vault-token", ".terraform.d", ".mozilla", ".thunderbird", ".bash_history", ".zsh_history", ".oci", ".boto", ".s3cfg",
        ".config/gcloud", ".config/gh", ".config/hub", ".config/rclone", ".config/google-chrome", ".config/chromium", ".config/op",
        ".local/share/keyrings", ".cargo/credentials.toml", ".gem/credentials", ".subversion/auth",
    ];

    private static readonly HashSet<string> GuardedNames =
    [
        "/", "/bin", "/boot", "/dev", "/etc", "/home", "/lib", "/lib64", "/media", "/mnt", "/opt", "/proc", "/root", "/run", "/sbin", "/srv",
        "/sys", "/usr", "/usr/bin", "/usr/sbin", "/usr/local", "/usr/local/bin", "/var", "/var/run", "/etc/ssl/private",
    ];

    private static readonly string[] TemporaryNames = ["/tmp", "/var/tmp", "/dev/shm"];

    private static readonly string[] SystemNames = ["/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin", "/nix/store", "/gnu/store"];

    /// <summary>Whether a path is the root or a home, lies above a home, or holds secrets. No rule for a directory names it.</summary>
    public bool IsForbidden(string path) =>
        path is "/" || IsAtOrAbove(path, surroundings.Home) || path is "/root" or "/home" || IsHomeOfAnother(path) || IsSecret(path) || HoldsSecrets(path);

    /// <summary>Whether something on a path keeps keys, passwords or sessions.</summary>
    public static bool IsSecret(string path) =>
        Array.Exists(SecretNames, name => path.EndsWith("/" + name, StringComparison.Ordinal) || path.Contains("/" + name + "/", StringComparison.Ordinal))
        || path is "/etc/shadow" or "/etc/gshadow"
        || Paths.IsWithin(path, "/etc/ssl/private");

    public static bool IsSystem(string path) => Array.Exists(SystemNames, name => Paths.IsWithin(path, name));

    public bool IsTemporary(string path) => path.Equals(surroundings.Temporary, StringComparison.Ordinal) || Array.IndexOf(TemporaryNames, path) >= 0;

    /// <summary>Whether a rule may open all of a directory because files were made in it.</summary>
    public bool MayBeWritten(string directory) => !IsForbidden(directory) && !GuardedNames.Contains(directory) && !IsSystem(directory);

    /// <summary>Whether files beneath a directory may become one rule for all of it.</summary>
    public bool MayBeWidenedTo(string directory) =>
        IsAboutProcessors(directory)
        || IsOrdinary(directory);

    /// <summary>How many processors and nodes there are, and their caches: many files, nobody's secret, and others on the next machine.</summary>
    private static bool IsAboutProcessors(string directory) =>
        Paths.IsWithin(directory, "/sys/devices/system/cpu") || Paths.IsWithin(directory, "/sys/devices/system/node");

    private bool IsOrdinary(string directory) =>
        !IsForbidden(directory)
        && !GuardedNames.Contains(directory)
        && !IsTemporary(directory)
        && Paths.Depth(directory) > 1
        && !Paths.IsWithin(directory, "/proc")
        && !Paths.IsWithin(directory, "/sys")
        && !Paths.IsWithin(directory, "/dev")
        && !Paths.IsBeneath(surroundings.WorkingDirectory, directory);

    private static bool IsAtOrAbove(string path, string place) => place.Length > 1 && Paths.IsWithin(place, path);

    private static bool IsHomeOfAnother(string path) => Paths.DirectoryOf(path) is "/home";

    /// <summary>Whether secrets may lie beneath it: <c>.config</c> and the like in a home.</summary>
    private static bool HoldsSecrets(string path) =>
        Array.Exists(SecretNames, name =>
        {
            int slash = name.LastIndexOf('/');
            while (slash > 0)
            {
                if (path.EndsWith("/" + name[..slash], StringComparison.Ordinal))
                {
                    return true;
                }

                slash = name.LastIndexOf('/', slash - 1);
            }

            return false;
        });
}
