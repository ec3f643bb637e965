using Landrun.Landlock.Kernel;

namespace Landrun.Sandbox.Seccomp;

/// <summary>One system call that the filter may close: its number on each architecture, and how.</summary>
internal readonly ref struct SystemCallRow
{
    /// <summary>No such system call on that architecture.</summary>
    public const int Absent = -1;

    private readonly int x64;
    private readonly int i386;
    private readonly int arm64;
    private readonly int arm;

    public SystemCallRow(
        ReadOnlySpan<byte> name, int x64, int i386, int arm64, int arm, Closings closings, Errno refusal, Check check = Check.Always)
    {
        Name = name;
        this.x64 = x64;
        this.i386 = i386;
        this.arm64 = arm64;
        this.arm = arm;
        Closings = closings;
        Refusal = refusal;
        Check = check;
    }

    public ReadOnlySpan<byte> Name { get; }

    /// <summary>The system call is looked at where any of these is to be closed.</summary>
    public Closings Closings { get; }

    /// <summary>The errno that makes programs fall back or explain themselves.</summary>
    public Errno Refusal { get; }

    public Check Check { get; }

    public int Number(Architecture architecture) => architecture switch
    {
        Architecture.X64 => x64,
        Architecture.I386 => i386,
        Architecture.Arm64 => arm64,
        _ => arm,
    };
}
