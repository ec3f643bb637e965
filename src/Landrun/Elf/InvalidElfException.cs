namespace Landrun.Elf;

/// <summary>An ELF file that no loader could use, and what is wrong with it.</summary>
internal sealed class InvalidElfException : Exception
{
    public InvalidElfException(string message)
        : base(message)
    {
    }
}
