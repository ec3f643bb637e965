namespace Landrun.Elf;

/// <summary>What of the command's environment steers its dynamic loader (ld.so(8)); null where it isn't set.</summary>
internal sealed record LoaderEnvironment(string? LibraryPath = null, string? Preload = null);
