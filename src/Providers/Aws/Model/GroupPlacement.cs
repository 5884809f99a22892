using Scalewright.Decisions;
using Scalewright.Decisions.Policies;
using Scalewright.Providers.AutoScaling.Actions;
using Scalewright.Topologies;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>Desired instances per cloud, computed by the placement policies of clusters. Pure functions.</summary>
/// <param name="Group">The group, with the policy state.</param>
/// <param name="Changes">Clouds with the number of instances to add or remove, in order of preference.</param>
internal sealed record GroupPlacement(GroupRecord Group, IReadOnlyList<(string Cloud, int Change)> Changes)
{
    private const string MemoryName = "placement";
    private static readonly SpreadPlacement Spread = new();

    /// <summary>
    /// Computes the changes: Phantom rules fill clouds in order and overflow, AWS rules balance zones.
    /// </summary>
    public static GroupPlacement Compute(ActionContext context, GroupRecord group)
    {
        bool isPhantom = context.IsPhantom(group);
        ValueList<DomainCloud> domainClouds = CloudChoice.GetClouds(group, isPhantom, context.Options.Clouds);
        Dictionary<string, int> live = group
            .Live.GroupBy(instance => instance.Cloud, StringComparer.Ordinal)
            .ToDictionary(instances => instances.Key, of => of.Count(), StringComparer.Ordinal);
        List<(string Cloud, int Change)> changes = ShrinkElsewhere(group, domainClouds, live);
        int elsewhere =
            live.Where(entry => domainClouds.All(target => target.Name != entry.Key)).Sum(entry => entry.Value)
            + changes.Sum(entry => entry.Change);
        CloudObservation[] clouds =
        [
            .. domainClouds.Select(target => GetObservation(context, group, target, live.GetValueOrDefault(target.Name))),
        ];
        IPlacementPolicy policy = isPhantom ? context.Options.Placement : Spread;
        string about = string.Join(',', domainClouds.Select(target => target.Name));
        PolicyState form = PolicyState.Describe(about, policy);
        long[] memory = form.Recall(
            group,
            MemoryName,
            nameof(EngineOptions.Placement),
            policy.GetStateLength(clouds.Length),
            context.Options.Logger,
            out _
        );
        int[] counts = new int[clouds.Length];
        DomainObservation observation = new()
        {
            Timestamp = context.At,
            DesiredCount = group.DesiredCount,
            Clouds = clouds,
        };
        policy.Place(Math.Max(0, group.DesiredCount - elsewhere), observation, memory, counts);
        changes.AddRange(
            clouds
                .Select((cloud, index) => (Cloud: cloud.Name, Change: counts[index] - cloud.HealthyCount))
                .Where(entry => entry.Change != 0)
        );
        return new GroupPlacement(group with { Memories = group.Memories.With(MemoryName, form with { Numbers = [.. memory] }) }, changes);
    }

    private static CloudObservation GetObservation(ActionContext context, GroupRecord group, DomainCloud cloud, int live) =>
        new()
        {
            Name = cloud.Name,
            HealthyCount = live,
            MaxNodes = cloud.MaxNodes,
            FailureCount = group.Failures.GetValueOrDefault(cloud.Name),
            IsUnavailable = group.ClosedUntil.TryGetValue(cloud.Name, out DateTimeOffset until) && context.At < until,
        };

    /// <summary>
    /// Instances in clouds that the group no longer names stay while they are needed, and are removed first.
    /// </summary>
    private static List<(string Cloud, int Change)> ShrinkElsewhere(
        GroupRecord group,
        ValueList<DomainCloud> domainClouds,
        Dictionary<string, int> live
    )
    {
        int surplus = Math.Max(0, live.Values.Sum() - group.DesiredCount);
        List<(string Cloud, int Change)> changes = [];
        foreach (
            (string cloud, int count) in live.Where(entry => domainClouds.All(target => target.Name != entry.Key))
                .OrderBy(entry => entry.Key, StringComparer.Ordinal)
        )
        {
            int removed = Math.Min(surplus, count);
            surplus -= removed;
            changes.AddRange(removed > 0 ? [(cloud, -removed)] : Array.Empty<(string, int)>());
        }

        return changes;
    }
}
