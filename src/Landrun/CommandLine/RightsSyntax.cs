using Landrun.Landlock;
using Landrun.Landlock.Kernel;
using Landrun.Policy;

namespace Landrun.CommandLine;

/// <summary>A list of rights, as <c>--fs</c> takes it.</summary>
internal static class RightsSyntax
{
    /// <summary>The rights of a list; with a mistake, <paramref name="text"/> is cut down to the name at fault.</summary>
    public static Mistake Parse(ref ReadOnlySpan<byte> text, out FileSystemRights rights)
    {
        rights = FileSystemRights.None;
        ReadOnlySpan<byte> rest = text;
        while (true)
        {
            int comma = rest.IndexOf((byte)',');
            ReadOnlySpan<byte> name = comma < 0 ? rest : rest[..comma];
            FileSystemRights right = Named(name);
            if (right == FileSystemRights.None)
            {
                text = name;
                return Mistake.UnknownRight;
            }

            rights |= right;
            if (comma < 0)
            {
                return Mistake.None;
            }

            rest = rest[(comma + 1)..];
        }
    }

    private static FileSystemRights Named(ReadOnlySpan<byte> name)
    {
        for (Option option = Option.Ro; option <= Option.Rwx; option++)
        {
            OptionRow row = OptionTable.Row(option);
            if (row.Name.SequenceEqual(name))
            {
                return row.Rights;
            }
        }

        return RightTable.FileSystemRight(name);
    }
}
