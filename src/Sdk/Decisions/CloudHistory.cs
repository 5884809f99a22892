using Scalewright.Clusters;
using Scalewright.Planning;
using Scalewright.Topologies;

namespace Scalewright.Decisions;

/// <summary>Tracks the failed launches of an engine and its clouds without capacity.</summary>
internal sealed class CloudHistory(EngineOptions options)
{
    private readonly Dictionary<string, int> _failures = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _closedUntil = new(StringComparer.Ordinal);

    /// <param name="failing">Clouds of nodes whose launch failed, one entry per node. Counted, although not recorded
    /// yet.</param>
    /// <param name="freeCapacity">Number of additional nodes that each cloud has capacity for; null if unknown.</param>
    public CloudObservation[] Read(
        Domain domain,
        DomainNodeCounts nodeCounts,
        IEnumerable<string> failing,
        DateTimeOffset at,
        ValueMap<int>? freeCapacity
    )
    {
        ILookup<string, string> failed = failing.ToLookup(cloud => cloud, StringComparer.Ordinal);
        CloudObservation[] clouds = new CloudObservation[domain.EffectiveClouds.Count];
        for (int index = 0; index < clouds.Length; index++)
        {
            DomainCloud cloud = domain.EffectiveClouds[index];
            clouds[index] = new CloudObservation
            {
                Name = cloud.Name,
                HealthyCount = nodeCounts.Healthy[index],
                FailureCount = _failures.GetValueOrDefault(cloud.Name) + failed[cloud.Name].Count(),
                MaxNodes = GetLimit(cloud, nodeCounts.Healthy[index], freeCapacity),
                PricePerHour = cloud.PricePerHour,
                IsSpot = cloud.IsSpot,
                IsUnavailable = _closedUntil.TryGetValue(cloud.Name, out DateTimeOffset until) && at < until,
            };
        }

        return clouds;
    }

    private static int GetLimit(DomainCloud cloud, int healthy, ValueMap<int>? freeCapacity)
    {
        if (freeCapacity is null || !freeCapacity.TryGetValue(cloud.Name, out int more))
        {
            return cloud.MaxNodes;
        }

        int limit = SizeMath.FromCount((long)healthy + Math.Max(0, more));
        return cloud.MaxNodes == DomainCloud.Unlimited ? limit : Math.Min(limit, cloud.MaxNodes);
    }

    public PersistedEngineState Save(PersistedEngineState state, IEnumerable<string> failing)
    {
        SortedDictionary<string, int> failures = new(_failures, StringComparer.Ordinal);
        foreach (string cloud in failing)
        {
            failures[cloud] = failures.GetValueOrDefault(cloud) + 1;
        }

        return state with
        {
            Failures = failures,
            ClosedUntil = new SortedDictionary<string, DateTimeOffset>(_closedUntil, StringComparer.Ordinal),
        };
    }

    public void Restore(PersistedEngineState state)
    {
        foreach ((string cloud, int count) in state.Failures)
        {
            _failures[cloud] = count;
        }

        foreach ((string cloud, DateTimeOffset until) in state.ClosedUntil)
        {
            _closedUntil[cloud] = until;
        }
    }

    public void Fail(string cloud) => _failures[cloud] = _failures.GetValueOrDefault(cloud) + 1;

    /// <summary>Records failed node creations and the clouds that have no capacity.</summary>
    /// <returns>The clouds without capacity, without duplicates.</returns>
    public IReadOnlyList<string> RecordFailures(PlanReport report, DateTimeOffset at)
    {
        SortedSet<string> closed = new(StringComparer.Ordinal);
        foreach ((PlanStep step, Problem problem) in report.Failures)
        {
            if (step is not CreateNode { Node.Cloud: var cloud })
            {
                continue;
            }

            Fail(cloud);
            if (problem.Code == ProblemCode.InsufficientCapacity || problem.Code == ProblemCode.QuotaExceeded)
            {
                _closedUntil[cloud] =
                    options.CloudRetryDelay < DateTimeOffset.MaxValue - at ? at + options.CloudRetryDelay : DateTimeOffset.MaxValue;
                closed.Add(cloud);
            }
        }

        return [.. closed];
    }
}
