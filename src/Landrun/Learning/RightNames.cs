using System.Text;
using Landrun.Landlock;
using Landrun.Landlock.Kernel;

namespace Landrun.Learning;

/// <summary>The kernel's names of rights, with commas between.</summary>
internal static class RightNames
{
    public static string Of(FileSystemRights rights) => Of(RightKind.FileSystem, (ulong)rights);

    public static string Of(NetworkRights rights) => Of(RightKind.Network, (ulong)rights);

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
