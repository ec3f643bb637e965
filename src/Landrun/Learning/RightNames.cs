using System.Text;
using Landrun.Landlock;
using Landrun.Landlock.Kernel;

namespace Landrun.Learning;

/// <summary>The kernel's names of rights, with commas between.</summary>
internal static class RightNames
{
    public static string Of(FileSystemRights rights) => Of(RightKind.FileSystem, (ulong)rights);

    public static string Of(NetworkRights rights) => Of(RightKind.Network, (ulong)rights);

    /// <summary>The rights of such a list; what has no such name counts as none.</summary>
    public static FileSystemRights FileSystem(string names)
    {
        FileSystemRights rights = FileSystemRights.None;
        string[] wanted = names.Split(',');
        for (int index = 0; index < RightTable.Count; index++)
        {
            RightRow row = RightTable.Row(index);
            if (row.Kind == RightKind.FileSystem && Array.IndexOf(wanted, Encoding.ASCII.GetString(row.Name)) >= 0)
            {
                rights |= (FileSystemRights)row.Bit;
            }
        }

        return rights;
    }

    private static string Of(RightKind kind, ulong rights)
    {
        List<string> names = [];
        for (int index = 0; index < RightTable.Count; index++)
        {
            RightRow row = RightTable.Row(index);
            if (row.Kind == kind && (rights & row.Bit) != 0)
            {
                names.Add(Encoding.ASCII.GetString(row.Name));
            }
        }

        return string.Join(',', names);
    }
}
