using System.Globalization;
using System.Text;
using Landrun.Interop;

namespace Landrun.Policy;

/// <summary>The mounts of this process: a bind mount shows a file at a second path, with other directories above it.</summary>
internal sealed unsafe class MountTable
{
    private readonly List<MountRow> rows;

    private MountTable(List<MountRow> rows) => this.rows = rows;

    public static MountTable Read()
    {
        try
        {
            return new MountTable(Parse(File.ReadAllBytes("/proc/self/mountinfo")));
        }
        catch (IOException)
        {
            throw new UserException("--deny: can't read the table of mounts, where a denied path could show again, from /proc/self/mountinfo; mount /proc; nothing was run");
        }
    }

    /// <summary>proc_pid_mountinfo(5): <c>36 35 98:0 /root /mount/point rw,noatime master:1 - ext3 /dev/root rw</c>.</summary>
    public static List<MountRow> Parse(ReadOnlySpan<byte> text)
    {
        List<MountRow> mounts = [];
        foreach (string line in Encoding.Latin1.GetString(text).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] fields = line.Split(' ');
            if (fields.Length < 5 || !ulong.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out ulong id))
            {
                throw new UserException("--deny: the table of mounts has a line that can't be read; nothing was run");
            }

            mounts.Add(new MountRow(id, fields[2], Unescape(fields[3]), Unescape(fields[4])));
        }

        return mounts;
    }

    /// <summary>The other paths at which the denied files, and what is mounted inside them, can be seen.</summary>
    public IEnumerable<Denial> Aliases(List<Denial> denials)
    {
        foreach (Denial denial in denials)
        {
            MountRow? own = OwnMount(denial.Path);
            if (own is null)
            {
                continue;
            }

            IEnumerable<(MountRow Mount, byte[] Inner)> targets = rows
                .Where(row => DeniedPaths.IsBeneath(row.Point, denial.Path))
                .Select(row => (row, row.Root))
                .Prepend((own, Join(own.Root, Below(denial.Path, own.Point))));
            foreach ((MountRow mount, byte[] inner) in targets)
            {
                foreach (MountRow other in rows.Where(row => string.Equals(row.Device, mount.Device, StringComparison.Ordinal)))
                {
                    byte[]? alias = DeniedPaths.IsBeneath(inner, other.Root) ? Join(other.Point, Below(inner, other.Root))
                        : DeniedPaths.IsBeneath(other.Root, inner) ? other.Point
                        : null;
                    if (alias is not null && !DeniedPaths.IsBeneath(alias, denial.Path) && !IsHidden(alias, other))
                    {
                        yield return denial with { Path = alias, Names = 0 };
                    }
                }
            }
        }
    }

    /// <summary>Whether another mount lies over that place.</summary>
    private static bool IsHidden(byte[] path, MountRow mount)
    {
        fixed (byte* name = (byte[])[.. path, 0])
        {
            return Libc.StatPath(name, out FileStatus status) == 0 && status.MountId != mount.Id;
        }
    }

    /// <summary>The mount that a path lies on, or would lie on: the kernel tells it of the nearest directory that exists.</summary>
    private MountRow? OwnMount(byte[] path)
    {
        for (int length = path.Length; length >= 0; length = path.AsSpan(0, length).LastIndexOf((byte)'/'))
        {
            fixed (byte* name = (byte[])[.. length == 0 ? "/"u8 : path.AsSpan(0, length), 0])
            {
                if (Libc.StatPath(name, out FileStatus status) == 0)
                {
                    return rows.Find(row => row.Id == status.MountId);
                }
            }
        }

        return null;
    }

    private static byte[] Below(byte[] path, byte[] directory) => directory.Length == 1 ? path : path[directory.Length..];

    private static byte[] Join(byte[] directory, byte[] rest) =>
        rest.Length == 0 || (rest.Length == 1 && rest[0] == (byte)'/') ? directory : directory.Length == 1 ? rest : [.. directory, .. rest];

    /// <summary>Spaces, tabs, newlines and backslashes stand there as <c>\ooo</c>.</summary>
    private static byte[] Unescape(string text)
    {
        List<byte> bytes = [];
        for (int index = 0; index < text.Length; index++)
        {
            bool escaped = text[index] == '\\'
                && index + 3 < text.Length
                && text[index + 1] is >= '0' and <= '3'
                && text[index + 2] is >= '0' and <= '7'
                && text[index + 3] is >= '0' and <= '7';
            bytes.Add(escaped ? Convert.ToByte(text.Substring(index + 1, 3), 8) : (byte)text[index]);
            index += escaped ? 3 : 0;
        }

        return [.. bytes];
    }
}
