using Landrun.Interop;

namespace Landrun.Elf;

/// <summary>What a program may load or read at run time, which its file doesn't name: told by the functions that it calls.</summary>
internal sealed class BlindSpots
{
    private static readonly (string What, string[] Functions)[] Kinds =
    [
        ("plugins and modules (dlopen), which it needs --ro for", ["dlopen", "dlmopen"]),
        ("users and host names (NSS): --ro /etc/nsswitch.conf,/etc/passwd,/etc/group and libnss_*; for host names --dns",
            ["getpwnam", "getpwuid", "getpwnam_r", "getpwuid_r", "getgrnam", "getgrgid", "getgrnam_r", "getgrgid_r", "getaddrinfo", "gethostbyname"]),
        ("the language's files (locale): --ro /usr/lib/locale,/usr/share/locale", ["setlocale", "newlocale"]),
        ("conversions of texts (gconv): --ro beneath the libraries' gconv", ["iconv_open"]),
    ];

    private static readonly byte[][] Names =
        [.. Kinds.SelectMany(kind => kind.Functions).Select(function => BytePath.ToBytes('\0' + function))];

    private readonly string?[] first = new string?[Kinds.Length];

    /// <summary>One line for each kind that was seen, with the first file that calls it.</summary>
    public IEnumerable<string> Lines =>
        Kinds.Zip(first).Where(pair => pair.Second is not null)
            .Select(pair => $"--ldd can't see what {BytePath.Show(pair.Second!)} finds at run time: {pair.First.What}");

    public void Inspect(LoadedObject loaded)
    {
        // The C library and the loader offer these functions.
        if (loaded.File.SharedObjectName is string name && (name.StartsWith("libc.", StringComparison.Ordinal) || name.StartsWith("ld", StringComparison.Ordinal)))
        {
            return;
        }

        bool[] mentioned = loaded.File.Mentions(Names);
        int index = 0;
        for (int kind = 0; kind < Kinds.Length; kind++)
        {
            int end = index + Kinds[kind].Functions.Length;
            if (mentioned.AsSpan(index..end).Contains(true))
            {
                first[kind] ??= loaded.Path;
            }

            index = end;
        }
    }
}
