using Scalewright.Documents;

namespace Scalewright.Plugins;

/// <summary>
/// Gives problems their places: a rule names a field by its path, and this finds where the path stands in the profile as
/// it was read. So the rules are the same for profiles made in code, which have no places.
/// </summary>
/// <param name="profile">The profile's map as read.</param>
internal sealed class FieldSpots(DocumentMap profile)
{
    /// <summary>
    /// Returns the problem with its location, unless it has one: of the fields that it is about, the first that is written.
    /// </summary>
    public Problem Place(Problem problem)
    {
        if (problem.Spot != TextSpot.None)
        {
            return problem;
        }

        string? written = problem.RelatedFields.Prepend(problem.Field).FirstOrDefault(field => Find(field).IsWhole);
        return problem with { Spot = Find(written ?? problem.Field).Node.Spot };
    }

    /// <summary>
    /// Finds the value of a path such as <c>container_template.networks[0].name</c>; of what is absent, the map or list that lacks it.
    /// </summary>
    private (DocumentNode Node, bool IsWhole) Find(string path)
    {
        DocumentNode node = profile;
        foreach (string step in path.Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).Split('.'))
        {
            if (Step(node, step) is not { } next)
            {
                return (node, false);
            }

            node = next;
        }

        return (node, true);
    }

    private static DocumentNode? Step(DocumentNode node, string step) => node switch
    {
        DocumentMap map => map[step],
        DocumentList list when int.TryParse(step, out int index) && index >= 0 && index < list.Count => list[index],
        DocumentList { Count: > 0 } list => Step(list[0], step),
        _ => null,
    };
}
