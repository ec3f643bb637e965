using Landrun.Landlock.Kernel;

namespace Landrun.Sandbox;

/// <summary>One try, inside the sandbox and, where it failed there, outside.</summary>
internal unsafe struct Attempt
{
    public Trial Trial;

    /// <summary>The path, ending with a NUL; null for ports.</summary>
    public byte* Path;

    public ushort Port;
    public Errno Inside;
    public Errno Outside;

    /// <summary>The sandbox stands in the way: it fails otherwise than outside.</summary>
    public readonly bool IsDenied => Trial != Trial.None && Inside != Outside;

    /// <summary>The sandbox lets it pass: it succeeds, or fails for what only comes behind the sandbox.</summary>
    public readonly bool IsAllowed => Trial != Trial.None
        && Inside == Outside
        && (Inside == Errno.None || (Path == null && Inside is Errno.ENETUNREACH or Errno.EADDRNOTAVAIL));
}
