namespace Scalewright.Decisions.Policies;

/// <summary>Checks and merges the clouds of a domain as the Phantom service did.</summary>
public static class CloudLimits
{
    /// <summary>All that is wrong: the ranks must be 1, 2, … without gap, names must differ, limits be -1 or more.</summary>
    /// <param name="clouds">The clouds, in any order.</param>
    public static ValueList<Problem> Check(ValueList<CloudLimit> clouds)
    {
        ArgumentNullException.ThrowIfNull(clouds);
        PolicyProblems problems = new();
        HashSet<string> names = new(StringComparer.Ordinal);
        HashSet<int> ranks = [];
        foreach (CloudLimit cloud in clouds)
        {
            string field = $"clouds.{cloud.Name}";
            _ = names.Add(cloud.Name) ? problems : problems.Say(ProblemCode.DuplicateName, field, "the cloud is named twice", "name each once");
            _ = ranks.Add(cloud.Rank) ? problems : problems.Say(ProblemCode.Conflict, field, $"rank {cloud.Rank} is taken", "give each cloud a rank of its own");
            _ = cloud.Rank >= 1 && cloud.Rank <= clouds.Count ? problems
                : problems.Say(ProblemCode.OutOfRange, field, $"rank {cloud.Rank} leaves a gap", $"use the ranks 1 to {clouds.Count}");
            _ = cloud.NodesMax >= CloudReading.Unlimited ? problems
                : problems.Say(ProblemCode.OutOfRange, field, $"{cloud.NodesMax} nodes", "use 0 or more, or -1 for no limit");
        }

        return problems.ToList();
    }

    /// <summary>Gives known clouds their new limits and ranks and adds the others; none is removed.</summary>
    /// <param name="known">The clouds so far.</param>
    /// <param name="changes">The clouds to change or add.</param>
    /// <returns>The clouds in the order of their ranks; <see cref="Check"/> says whether they are right.</returns>
    public static ValueList<CloudLimit> Merge(ValueList<CloudLimit> known, ValueList<CloudLimit> changes)
    {
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(changes);
        HashSet<string> changed = new(changes.Select(cloud => cloud.Name), StringComparer.Ordinal);
        return known.Where(cloud => !changed.Contains(cloud.Name)).Concat(changes).OrderBy(cloud => cloud.Rank).ToValueList();
    }
}
