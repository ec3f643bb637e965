using System.Text;

namespace Landrun.Elf;

/// <summary>The directories and files that a glibc was built with. Distributions differ, and the loader has them as texts.</summary>
internal sealed class GlibcDirectories
{
    private readonly string library;
    private readonly ElfHeader program;

    private GlibcDirectories(List<string> system, string cache, string preload, in ElfHeader program)
    {
        System = system;
        Cache = cache;
        Preload = preload;
        this.program = program;
        // $LIB is the first of the default directories, beneath the root or /usr.
        string first = system[0].Trim('/');
        library = first.StartsWith("lib", StringComparison.Ordinal) ? first
            : first.StartsWith("usr/lib", StringComparison.Ordinal) ? first["usr/".Length..]
            : first[(first.LastIndexOf('/') + 1)..];
    }

    /// <summary>The default directories, in the loader's order.</summary>
    public List<string> System { get; }

    public string Cache { get; }

    public string Preload { get; }

    /// <summary>Reads them out of the loader; where it doesn't show them, they are those of the usual glibc.</summary>
    public static GlibcDirectories Of(byte[] loader, in ElfHeader header)
    {
        List<string> system = SystemDirectories(loader);
        return new GlibcDirectories(
            system.Count > 0 ? system : Usual(header),
            TextThatEnds(loader, "/ld.so.cache\0"u8) ?? "/etc/ld.so.cache",
            TextThatEnds(loader, "/ld.so.preload\0"u8) ?? "/etc/ld.so.preload",
            header);
    }

    /// <summary>What a text with <c>$ORIGIN</c>, <c>$LIB</c> and <c>$PLATFORM</c> stands for; null where that can't be known.</summary>
    public string? Expand(string text, string origin)
    {
        if (!text.Contains('$', StringComparison.Ordinal))
        {
            return text;
        }

        text = Replace(Replace(text, "ORIGIN", origin), "LIB", library);
        if (!text.Contains("$PLATFORM", StringComparison.Ordinal) && !text.Contains("${PLATFORM}", StringComparison.Ordinal))
        {
            return text;
        }

        return ElfMachines.Platform(program) is string platform ? Replace(text, "PLATFORM", platform) : null;
    }

    private static string Replace(string text, string name, string value) =>
        text.Replace($"${{{name}}}", value, StringComparison.Ordinal).Replace("$" + name, value, StringComparison.Ordinal);

    /// <summary>They stand one behind the other, each with a slash at its end.</summary>
    private static List<string> SystemDirectories(ReadOnlySpan<byte> loader)
    {
        List<string> found = [];
        for (int from = 0; from < loader.Length; from++)
        {
            int border = loader[from..].IndexOf("/\0/"u8);
            if (border < 0)
            {
                break;
            }

            int start = loader[..(from + border)].LastIndexOf((byte)0) + 1;
            found.Clear();
            while (TextAt(loader, start) is string text && text.StartsWith('/') && text.EndsWith('/') && text.Contains("/lib", StringComparison.Ordinal))
            {
                found.Add(text);
                start += text.Length + 1;
            }

            if (found.Count > 1)
            {
                break;
            }

            from += border;
        }

        return found;
    }

    private static string? TextThatEnds(ReadOnlySpan<byte> loader, ReadOnlySpan<byte> end)
    {
        int position = loader.IndexOf(end);
        int start = position < 0 ? 0 : loader[..position].LastIndexOf((byte)0) + 1;
        return position >= 0 && TextAt(loader, start) is string text && text.StartsWith('/') ? text : null;
    }

    private static string? TextAt(ReadOnlySpan<byte> loader, int start)
    {
        ReadOnlySpan<byte> text = loader[start..Math.Min(loader.Length, start + 1024)];
        int end = text.IndexOf((byte)0);
        return end > 0 ? Encoding.Latin1.GetString(text[..end]) : null;
    }

    private static List<string> Usual(in ElfHeader header) =>
        header.IsWide ? ["/lib64/", "/usr/lib64/", "/lib/", "/usr/lib/"] : ["/lib/", "/usr/lib/"];
}
