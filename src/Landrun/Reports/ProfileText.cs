using System.Text;
using Landrun.CommandLine;
using Landrun.Interop;
using Landrun.Profiles;

namespace Landrun.Reports;

/// <summary>What <c>--list-profiles</c> and <c>--show-profile</c> print.</summary>
internal static unsafe class ProfileText
{
    private const string Extension = ".toml";

    public static string Show(in LaunchRequest request)
    {
        StringBuilder text = new();
        for (int index = 0; index < request.Sources.Count; index++)
        {
            PolicySource source = request.Sources[index];
            if (source.Option == Option.ShowProfile)
            {
                text.Append(new ProfileLocator(request.Inherited).Find(CString.Span(source.Name)).File.Text);
            }
        }

        return text.ToString();
    }

    /// <summary>Each profile once, as --profile takes it.</summary>
    public static string List(in LaunchRequest request)
    {
        ProfileLocator locator = new(request.Inherited);
        List<(string Name, string Place, string Description)> rows = [];
        SortedSet<string> names = new(ProfileLocator.ShippedNames, StringComparer.Ordinal);
        for (int rank = 0; rank < ProfileLocator.ShippedRank; rank++)
        {
            names.UnionWith(Files(Encoding.UTF8.GetString(locator.Directory(rank) ?? [])).Select(name => name[..^Extension.Length]).Where(ProfileLocator.IsName));
        }

        foreach (string name in names)
        {
            rows.Add(Describe(name, () => locator.FindName(name, 0)!));
        }

        foreach (string name in Files(ProfileLocator.Project).Select(name => ProfileLocator.Project + "/" + name))
        {
            rows.Add(Describe(name, () => locator.Find(Encoding.UTF8.GetBytes(name))));
        }

        int nameWidth = rows.Max(row => row.Name.Length) + 2;
        int placeWidth = rows.Max(row => row.Place.Length) + 2;
        return string.Concat(rows.Select(row => Printable($"{row.Name.PadRight(nameWidth)}{row.Place.PadRight(placeWidth)}{row.Description}").TrimEnd() + "\n"));
    }

    private static (string Name, string Place, string Description) Describe(string name, Func<Profile> find)
    {
        try
        {
            Profile profile = find();
            string place = profile.Rank == ProfileLocator.ShippedRank ? "landrun" : profile.File.Name[..profile.File.Name.LastIndexOf('/')];
            return (name, place, ProfileReader.DescriptionOf(profile));
        }
        catch (UserException exception)
        {
            return (name, "unusable", exception.Message);
        }
    }

    private static string[] Files(string directory) =>
        Directory.Exists(directory)
            ? [.. Directory.EnumerateFiles(directory, "*" + Extension).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)]
            : [];

    /// <summary>Another's file must not steer the terminal.</summary>
    private static string Printable(string text) => string.Concat(text.Select(letter => char.IsControl(letter) ? '?' : letter));
}
