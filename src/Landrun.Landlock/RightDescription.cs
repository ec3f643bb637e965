namespace Landrun.Landlock;

/// <summary>A right, scope or option in words.</summary>
/// <param name="Name">The kernel's name without its prefix, in small letters: <c>bind_udp</c>, <c>signal</c>, <c>tsync</c>.</param>
/// <param name="Abi">The ABI of Landlock that brought it, 1 or higher.</param>
/// <param name="LinuxVersion">The first Linux release with that ABI, for example <c>7.2</c>. Distributions backport, so an older
/// version may have it: ask <see cref="LandlockSupport.Query"/>, never the version.</param>
public sealed record RightDescription(string Name, int Abi, string LinuxVersion);
