namespace Landrun.Launch;

/// <summary>One file that execve(2) opens to start a command: the command, a <c>#!</c> interpreter or an ELF interpreter.</summary>
internal unsafe struct ExecutableFile
{
    public byte* Path;

    /// <summary>The file itself; negative, a negated errno, where it could not be opened.</summary>
    public int Descriptor;
}
