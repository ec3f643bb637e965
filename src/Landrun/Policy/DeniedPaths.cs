using System.Runtime.CompilerServices;
using Landrun.Interop;
using Landrun.Landlock;

namespace Landrun.Policy;

/// <summary>Compares files with what is denied, by the paths that /proc names: those have no symbolic links, no dots.</summary>
[SkipLocalsInit]
internal static unsafe class DeniedPaths
{
    /// <summary>How an open file lies to the denied paths, for a rule with these rights.</summary>
    public static DeniedRelation RelationOf(int descriptor, FileSystemRights rights, in NativeList<PathGrant> denied)
    {
        Span<byte> path = stackalloc byte[DescriptorPath.Capacity];
        int length = DescriptorPath.Read(descriptor, path);
        // What has no path, a pipe for instance, lies in no directory.
        return length == 0 ? DeniedRelation.Apart
            : length < 0 ? DeniedRelation.Above
            : RelationOf(path[..length], rights, denied);
    }

    public static DeniedRelation RelationOf(ReadOnlySpan<byte> path, FileSystemRights rights, in NativeList<PathGrant> denied)
    {
        bool above = false;
        for (int index = 0; index < denied.Count; index++)
        {
            ReadOnlySpan<byte> closed = CString.Span(denied[index].Path);
            if (IsBeneath(path, closed))
            {
                return DeniedRelation.Inside;
            }

            above |= IsBeneath(closed, path);
        }

        return above && !OpensNothing(rights) ? DeniedRelation.Above : DeniedRelation.Apart;
    }

    /// <summary>Listing directories alone opens no file: it is granted above a denied path where somebody says so.</summary>
    public static bool OpensNothing(FileSystemRights rights) => (rights & ~FileSystemRights.ReadDirectory) == FileSystemRights.None;

    /// <summary>Whether a path is a directory or lies in it.</summary>
    public static bool IsBeneath(ReadOnlySpan<byte> path, ReadOnlySpan<byte> directory) =>
        directory.SequenceEqual("/"u8)
        || (path.StartsWith(directory) && (path.Length == directory.Length || path[directory.Length] == (byte)'/'));
}
