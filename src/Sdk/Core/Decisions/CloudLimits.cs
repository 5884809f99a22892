namespace Scalewright.Decisions;

/// <summary>Changes the clouds of a domain as the Phantom service did: ranks say their order, and what is not named stays.</summary>
internal static class CloudLimits
{
    /// <summary>Gives known clouds their new limits and ranks and adds the others; none is removed.</summary>
    /// <param name="clouds">The clouds so far.</param>
    /// <param name="changes">The clouds to change or add.</param>
    /// <param name="problems">Collects ranks that are not 1, 2, … without gap.</param>
    /// <returns>The clouds in the order of their ranks.</returns>
    public static ValueList<DomainCloud> Merge(ValueList<DomainCloud> clouds, ValueList<CloudLimit> changes, PolicyProblems problems)
    {
        HashSet<string> changed = new(changes.Select(change => change.Name), StringComparer.Ordinal);
        ValueList<CloudLimit> merged = clouds.Select((cloud, index) => new CloudLimit(cloud.Name, cloud.NodesMax, index + 1))
            .Where(cloud => !changed.Contains(cloud.Name)).Concat(changes).OrderBy(cloud => cloud.Rank).ToValueList();
        CheckRanks(merged, problems);
        return merged.Select(limit => (clouds.FirstOrDefault(cloud => cloud.Name == limit.Name) ?? new DomainCloud(limit.Name)) with { NodesMax = limit.NodesMax }).ToValueList();
    }

    private static void CheckRanks(ValueList<CloudLimit> clouds, PolicyProblems problems)
    {
        HashSet<int> ranks = [];
        foreach (CloudLimit cloud in clouds)
        {
            string field = $"clouds.{Printable.Escape(cloud.Name)}";
            _ = ranks.Add(cloud.Rank) ? problems : problems.Say(ProblemCode.Conflict, field, $"rank {cloud.Rank} is taken", "give each cloud a rank of its own");
            _ = cloud.Rank >= 1 && cloud.Rank <= clouds.Count ? problems
                : problems.Say(ProblemCode.OutOfRange, field, $"rank {cloud.Rank} leaves a gap", $"use the ranks 1 to {clouds.Count}");
        }
    }
}
