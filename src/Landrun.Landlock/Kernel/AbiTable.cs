namespace Landrun.Landlock.Kernel;

/// <summary>Every ABI of Landlock. A new one is a new row here, and a row in <see cref="RightTable"/> for each of its rights.</summary>
internal static class AbiTable
{
    public const int Newest = 11;

    /// <summary>The row of an ABI; a newer one than the table knows gets the last row.</summary>
    public static AbiRow Row(int abi) => abi switch
    {
        <= 0 => default,
        1 => new(1, "5.13"u8, 1, RestrictOptions.None),
        2 => new(2, "5.19"u8, 1, RestrictOptions.None),
        3 => new(3, "6.2"u8, 1, RestrictOptions.None),
        4 => new(4, "6.7"u8, 2, RestrictOptions.None),
        5 => new(5, "6.10"u8, 2, RestrictOptions.None),
        6 => new(6, "6.12"u8, 3, RestrictOptions.None),
        7 => new(7, "6.15"u8, 3, RestrictOptions.LogSameExecOff | RestrictOptions.LogNewExecOn | RestrictOptions.LogSubdomainsOff),
        8 => new(8, "7.0"u8, 3, RestrictOptions.AllThreads),
        9 => new(9, "7.1"u8, 3, RestrictOptions.None),
        10 => new(10, "7.2"u8, 6, RestrictOptions.None),
        _ => new(11, "7.3"u8, 6, RestrictOptions.NoNewPrivileges),
    };

    /// <summary>The flags of landlock_restrict_self(2) that an ABI knows.</summary>
    public static RestrictOptions KnownOptions(int abi)
    {
        RestrictOptions known = RestrictOptions.None;
        for (int row = 1; row <= Newest && row <= abi; row++)
        {
            known |= Row(row).Brought;
        }

        return known;
    }

    /// <summary>The ABI that brought a flag of landlock_restrict_self(2).</summary>
    public static int AbiOf(RestrictOptions option)
    {
        for (int row = 1; row <= Newest; row++)
        {
            if ((Row(row).Brought & option) != 0)
            {
                return row;
            }
        }

        return Newest + 1;
    }
}
