using Landrun.Interop;

namespace Landrun.Learning.Calls;

/// <summary>What the first bytes of a program say of the machine that it was built for.</summary>
internal static class ExecutableHead
{
    private const int EM_X86_64 = 62;
    private const int EM_AARCH64 = 183;

    /// <summary>Whether it is an ELF file for another architecture than landrun's own (elf(5): e_machine is at 18).</summary>
    public static bool IsOfOtherArchitecture(string path)
    {
        Span<byte> head = stackalloc byte[20];
        int size = FileSystem.ReadHead(path, head);
        return size == head.Length && head.StartsWith("\u007fELF"u8) && (head[18] | (head[19] << 8)) != (Machine.IsArm ? EM_AARCH64 : EM_X86_64);
    }
}
