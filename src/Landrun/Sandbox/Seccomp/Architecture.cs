namespace Landrun.Sandbox.Seccomp;

/// <summary>A set of system call numbers that a process may use.</summary>
internal enum Architecture
{
    X64,
    I386,
    Arm64,
    Arm,
}
