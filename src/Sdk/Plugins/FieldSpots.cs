using Scalewright.Documents;

namespace Scalewright.Plugins;

/// <summary>
/// Gives problems their places: a rule names a field by its path, and this finds where the path stands in the profile as
/// it was read. So the rules are the same for profiles made in code, which have no places.
/// </summary>
/// <param name="profile">The profile's map as read.</param>
internal sealed class FieldSpots(DocumentMap profile)
{
    private const string Demanded = "containers_per_node";
    private const string Demander = "containers";

    /// <summary>The problem with its place, unless it has one. A field that is absent although another demands it stands at the other.</summary>
    public Problem Place(Problem problem) => problem.Spot == TextSpot.None
        ? problem with { Spot = Find(problem.Field == Demanded && !profile.TryGet(Demanded, out _) ? Demander : problem.Field) }
        : problem;

    /// <summary>Where the value of a path such as <c>container_template.networks[0].name</c> starts; of what is absent, the map or list that lacks it.</summary>
    public TextSpot Find(string path)
    {
        DocumentNode node = profile;
        foreach (string step in path.Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).Split('.'))
        {
            if (Step(node, step) is not { } next)
            {
                break;
            }

            node = next;
        }

        return node.Spot;
    }

    private static DocumentNode? Step(DocumentNode node, string step) => node switch
    {
        DocumentMap map => map[step],
        DocumentList list when int.TryParse(step, out int index) && index >= 0 && index < list.Count => list[index],
        DocumentList { Count: > 0 } list => Step(list[0], step),
        _ => null,
    };
}
