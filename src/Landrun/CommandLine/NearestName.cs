namespace Landrun.CommandLine;

/// <summary>The option that a mistyped one was probably meant to be.</summary>
internal static class NearestName
{
    private const int LongestWord = 64;

    /// <summary>The option at the smallest distance; <see cref="Option.Count"/> where none is near.</summary>
    public static Option Find(ReadOnlySpan<byte> word)
    {
        if (word.IsEmpty || word.Length > LongestWord)
        {
            return Option.Count;
        }

        Option nearest = Option.Count;
        int smallest = Math.Max(1, word.Length / 3) + 1;
        for (Option option = 0; option < Option.Count; option++)
        {
            int distance = Distance(word, OptionTable.Row(option).Name);
            if (distance < smallest)
            {
                smallest = distance;
                nearest = option;
            }
        }

        return nearest;
    }

    /// <summary>How many letters must be put in, left out, replaced or swapped with their neighbour.</summary>
    internal static int Distance(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        Span<int> beforeLast = stackalloc int[to.Length + 1];
        Span<int> last = stackalloc int[to.Length + 1];
        Span<int> current = stackalloc int[to.Length + 1];
        for (int column = 0; column <= to.Length; column++)
        {
            last[column] = column;
        }

        for (int row = 1; row <= from.Length; row++)
        {
            current[0] = row;
            for (int column = 1; column <= to.Length; column++)
            {
                int replaced = last[column - 1] + (from[row - 1] == to[column - 1] ? 0 : 1);
                current[column] = Math.Min(replaced, Math.Min(last[column], current[column - 1]) + 1);
                if (row > 1 && column > 1 && from[row - 1] == to[column - 2] && from[row - 2] == to[column - 1])
                {
                    current[column] = Math.Min(current[column], beforeLast[column - 2] + 1);
                }
            }

            last.CopyTo(beforeLast);
            current.CopyTo(last);
        }

        return last[to.Length];
    }
}
