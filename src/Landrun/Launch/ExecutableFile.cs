namespace Landrun.Launch;

/// <summary>One file that is executed to start a command.</summary>
internal unsafe struct ExecutableFile
{
    public byte* Path;

    /// <summary>The file itself; negative, a negated errno, where it could not be opened, or can't be executed whoever asks.</summary>
    public int Descriptor;

    public ExecutableKind Kind;
}
