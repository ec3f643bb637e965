namespace Landrun.Limits;

/// <summary>The limits that <c>--limit</c> sets: the parser, the errors, the manual and the completions read it.</summary>
/// <remarks>A method rather than an array: it is read before the .NET runtime starts, where only constants exist.</remarks>
internal static class LimitTable
{
    public const int Count = 5;

    /// <summary>RLIMIT_NPROC. It counts all processes of the user, and those of root not at all.</summary>
    public const int Processes = 6;

    /// <summary>RLIMIT_CORE.</summary>
    public const int CoreSize = 4;

    public static LimitRow Row(int index) => index switch
    {
        0 => new("cpu"u8, 0, LimitUnit.Seconds, "cpu=10s"u8,
            "Processor time of each process, in seconds or with s, m, h, d; the kernel kills a process that has used it up."u8),
        1 => new("memory"u8, 9, LimitUnit.Bytes, "memory=512M"u8,
            "Address space of each process, in bytes or with K, M, G, T (powers of 1024); more is refused. Runtimes that reserve far more than they use, such as those of Go, Java and JavaScript, need much."u8),
        2 => new("processes"u8, Processes, LimitUnit.Count, "processes=64"u8,
            "Processes and threads of the user, those outside of the sandbox counted as well; more can't be started. The kernel does not limit root's."u8),
        3 => new("files"u8, 7, LimitUnit.Count, "files=256"u8,
            "Open descriptors of each process."u8),
        4 => new("file-size"u8, 1, LimitUnit.Bytes, "file-size=1G"u8,
            "Size of each file that is written, in bytes or with K, M, G, T; a process that writes beyond gets SIGXFSZ."u8),
        _ => default,
    };

    /// <summary>The row of that name; <see cref="Count"/> where there is none.</summary>
    public static int Find(ReadOnlySpan<byte> name)
    {
        int index = 0;
        while (index < Count && !Row(index).Name.SequenceEqual(name))
        {
            index++;
        }

        return index;
    }
}
