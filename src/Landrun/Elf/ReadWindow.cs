namespace Landrun.Elf;

/// <summary>Reads a file in blocks: what an ELF file says of itself lies in few places, and most of it is a few bytes long.</summary>
internal sealed class ReadWindow
{
    private const int Block = 4096;

    private readonly ReadAt source;
    private readonly byte[] bytes = new byte[2 * Block];
    private long start;
    private int size;

    public ReadWindow(ReadAt source) => this.source = source;

    /// <summary>As <see cref="ReadAt"/>.</summary>
    public int Read(Span<byte> target, long offset)
    {
        if (target.Length > Block || offset < 0)
        {
            return source(target, offset);
        }

        if (offset < start || offset + target.Length > start + size)
        {
            start = offset - (offset % Block);
            size = source(bytes, start);
        }

        int available = (int)Math.Clamp(start + size - offset, 0, target.Length);
        if (available > 0)
        {
            bytes.AsSpan((int)(offset - start), available).CopyTo(target);
        }

        return available;
    }
}
