using Landrun.Policy;

namespace Landrun.Learning;

/// <summary>All places that a run used, and the directories above them, each once.</summary>
internal sealed class PlaceTree
{
    private readonly Dictionary<string, Place> places = new(StringComparer.Ordinal);

    /// <summary>Those that there are, in no order of use. None may be added meanwhile.</summary>
    public IEnumerable<Place> All => places.Values;

    public Place Of(string path)
    {
        if (!places.TryGetValue(path, out Place? place))
        {
            place = new Place(path, path is "/" ? null : Of(Paths.DirectoryOf(path)));
            places.Add(path, place);
        }

        return place;
    }

    /// <summary>Whether the run made a path, or something above it.</summary>
    public bool IsInCreated(string path) => Of(path).IsInCreated;
}
