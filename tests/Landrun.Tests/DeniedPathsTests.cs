using System.Text;
using CsCheck;
using Landrun.Interop;
using Landrun.Landlock;
using Landrun.Policy;
using Xunit;

namespace Landrun.Tests;

public sealed unsafe class DeniedPathsTests
{
    private static readonly string[] Names = ["a", "b", "ab", "a b"];

    private static readonly Gen<string> Path = Gen.Int[0, Names.Length - 1].Select(index => Names[index]).Array[0, 4].Select(names => "/" + string.Join('/', names));

    [Theory]
    [InlineData("/home/x/.ssh", "Inside")]
    [InlineData("/home/x/.ssh/id", "Inside")]
    [InlineData("/home/x/.sshd", "Apart")]
    [InlineData("/home/x/.ss", "Apart")]
    [InlineData("/home/x/work", "Apart")]
    [InlineData("/home/x", "Above")]
    [InlineData("/home", "Above")]
    [InlineData("/", "Above")]
    [InlineData("/hom", "Apart")]
    public void A_path_lies_inside_above_or_apart(string path, string relation)
    {
        Assert.Equal(relation, Relation(path, FileSystemRights.ReadFile, "/home/x/.ssh").ToString());
    }

    [Fact]
    public void Listing_alone_opens_nothing_above_but_inside()
    {
        Assert.Equal(DeniedRelation.Apart, Relation("/home", FileSystemRights.ReadDirectory, "/home/x"));
        Assert.Equal(DeniedRelation.Inside, Relation("/home/x", FileSystemRights.ReadDirectory, "/home/x"));
        Assert.Equal(DeniedRelation.Above, Relation("/home", FileSystemRights.ReadDirectory | FileSystemRights.Refer, "/home/x"));
    }

    [Fact]
    public void A_second_denied_path_takes_nothing_back()
    {
        Assert.Equal(DeniedRelation.Inside, Relation("/a/b", FileSystemRights.ReadFile, "/a/b/c", "/a"));
        Assert.Equal(DeniedRelation.Above, Relation("/a/b", FileSystemRights.ReadFile, "/x", "/a/b/c"));
    }

    [Fact]
    public void It_is_what_comparing_names_one_by_one_gives()
    {
        Gen.Select(Path, Path).Sample((path, denied) =>
        {
            string[] names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
            string[] closed = denied.Split('/', StringSplitOptions.RemoveEmptyEntries);
            bool inside = names.Length >= closed.Length && names.Take(closed.Length).SequenceEqual(closed);
            bool above = closed.Length > names.Length && closed.Take(names.Length).SequenceEqual(names);
            return Relation(path, FileSystemRights.ReadFile, denied)
                == (inside ? DeniedRelation.Inside : above ? DeniedRelation.Above : DeniedRelation.Apart);
        });
    }

    private static DeniedRelation Relation(string path, FileSystemRights rights, params string[] denied)
    {
        NativeList<PathGrant> list = default;
        foreach (string one in denied)
        {
            list.Add(new PathGrant { Path = CString.Copy(Encoding.UTF8.GetBytes(one)) });
        }

        return DeniedPaths.RelationOf(Encoding.UTF8.GetBytes(path), rights, list);
    }
}
