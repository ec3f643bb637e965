using System.Globalization;
using System.Text;
using Landrun.Landlock;
using Landrun.Learning;

namespace Landrun.Explaining;

/// <summary>A record of the kernel's audit log about Landlock (Documentation/admin-guide/LSM/landlock.rst).</summary>
internal sealed record AuditRecord
{
    public const int Access = 1423;
    public const int NewDomain = 1424;

    /// <summary>The number of the domain that refused, in hexadecimal.</summary>
    public string Domain { get; init; } = string.Empty;

    /// <summary>What was refused, by the kernel's names: <c>fs.read_file</c>, <c>net.bind_tcp</c>, <c>scope.signal</c>.</summary>
    public IReadOnlyList<string> Blockers { get; init; } = [];

    public string? Path { get; init; }

    public int? Port { get; init; }

    /// <summary>Of a domain, who made it; of a signal, whom it was for.</summary>
    public int? Process { get; init; }

    /// <summary>Reads what stands behind <c>audit(TIME:SERIAL): </c>.</summary>
    public static AuditRecord Parse(ReadOnlySpan<byte> bytes)
    {
        string text = Encoding.Latin1.GetString(bytes).TrimEnd('\0');
        AuditRecord record = new();
        foreach (string field in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = field.IndexOf('=', StringComparison.Ordinal);
            string value = field[(equals + 1)..];
            record = (equals < 0 ? string.Empty : field[..equals]) switch
            {
                "domain" => record with { Domain = value },
                "blockers" => record with { Blockers = value.Split(',') },
                "path" => record with { Path = Unquoted(value) },
                "src" or "dest" => record with { Port = Number(value) },
                "pid" or "opid" => record with { Process = Number(value) },
                _ => record,
            };
        }

        return record;
    }

    /// <summary>Whether an access that the model says was refused is what this record is about.</summary>
    public bool IsAbout(Access access) => access.Ports != NetworkRights.None
        ? access.Port == Port && Names(RightNames.Of(access.Ports), "net.")
        : access.Path is not null && access.Path.Equals(Path, StringComparison.Ordinal) && Names(RightNames.Of(access.Rights), "fs.");

    /// <summary>Whether this was refused.</summary>
    public bool Names(string blocker) => Blockers.Contains(blocker, StringComparer.Ordinal);

    /// <summary>What was refused, for a person.</summary>
    public string What()
    {
        string names = string.Join(',', Blockers.Select(blocker => blocker[(blocker.IndexOf('.', StringComparison.Ordinal) + 1)..]));
        return Path is not null ? $"{names} on {Path}"
            : Port is { } port ? string.Create(CultureInfo.InvariantCulture, $"{names} {port}")
            : Process is { } process ? string.Create(CultureInfo.InvariantCulture, $"{names}, process {process}")
            : names;
    }

    private bool Names(string rights, string kind)
    {
        string[] names = rights.Split(',');
        return Blockers.Any(blocker => blocker.StartsWith(kind, StringComparison.Ordinal) && Array.IndexOf(names, blocker[kind.Length..]) >= 0);
    }

    /// <summary>In quotes as it is, or, where it holds a quote, a space or what doesn't print, in hexadecimal.</summary>
    private static string Unquoted(string value)
    {
        if (value is ['"', .., '"'])
        {
            return value[1..^1];
        }

        try
        {
            return Encoding.Latin1.GetString(Convert.FromHexString(value));
        }
        catch (FormatException)
        {
            return value;
        }
    }

    private static int? Number(string text) => int.TryParse(text, CultureInfo.InvariantCulture, out int number) ? number : null;
}
