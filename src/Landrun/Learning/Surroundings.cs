using Landrun.CommandLine;
using Landrun.Interop;
using Landrun.Policy;

namespace Landrun.Learning;

/// <summary>The places that a run had: what is a person's own, and what is temporary.</summary>
internal sealed record Surroundings(string Home, string Temporary, string WorkingDirectory)
{
    public static Surroundings Of(in LaunchRequest request) =>
        new(Variable(request, "HOME"u8, string.Empty), Variable(request, "TMPDIR"u8, "/tmp"), FileSystem.ReadLink("/proc/self/cwd") ?? "/");

    private static unsafe string Variable(in LaunchRequest request, ReadOnlySpan<byte> name, string otherwise)
    {
        byte* value = EnvironmentBlock.Get(request.Inherited, name);
        return value == null || *value != (byte)'/' ? otherwise : Paths.Clean(FileSystem.Text(value));
    }
}
