using Scalewright.Clusters;
using Scalewright.Planning;

namespace Scalewright.Decisions;

/// <summary>What an engine knows of its clouds: launches that failed, and which had no room a moment ago.</summary>
internal sealed class CloudMemory(EngineOptions options)
{
    private readonly Dictionary<string, int> _failures = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _closedUntil = new(StringComparer.Ordinal);

    /// <param name="census">What its nodes do.</param>
    /// <param name="failing">The clouds of nodes that are about to be given up, one for each: they count at once, while nothing has taken their place yet.</param>
    /// <param name="room">How many more nodes clouds have room for; null: it is not known.</param>
    public CloudReading[] Read(Domain domain, DomainCensus census, IEnumerable<string> failing, DateTimeOffset at, ValueMap<int>? room)
    {
        ILookup<string, string> lost = failing.ToLookup(cloud => cloud, StringComparer.Ordinal);
        CloudReading[] clouds = new CloudReading[domain.Places.Count];
        for (int index = 0; index < clouds.Length; index++)
        {
            DomainCloud cloud = domain.Places[index];
            clouds[index] = new CloudReading
            {
                Name = cloud.Name,
                Healthy = census.Healthy[index],
                Failures = _failures.GetValueOrDefault(cloud.Name) + lost[cloud.Name].Count(),
                NodesMax = LimitOf(cloud, census.Healthy[index], room),
                PricePerHour = cloud.PricePerHour,
                IsSpot = cloud.IsSpot,
                IsClosed = _closedUntil.TryGetValue(cloud.Name, out DateTimeOffset until) && at < until,
            };
        }

        return clouds;
    }

    private static int LimitOf(DomainCloud cloud, int healthy, ValueMap<int>? room)
    {
        if (room is null || !room.TryGetValue(cloud.Name, out int more))
        {
            return cloud.NodesMax;
        }

        int limit = Sizes.FromCount((long)healthy + Math.Max(0, more));
        return cloud.NodesMax == CloudReading.Unlimited ? limit : Math.Min(limit, cloud.NodesMax);
    }

    /// <summary>Adds what is known to notes.</summary>
    /// <param name="notes">The notes.</param>
    /// <param name="failing">The clouds of nodes that are about to be given up, one for each node.</param>
    public EngineNotes Note(EngineNotes notes, IEnumerable<string> failing)
    {
        SortedDictionary<string, int> failures = new(_failures, StringComparer.Ordinal);
        foreach (string cloud in failing)
        {
            failures[cloud] = failures.GetValueOrDefault(cloud) + 1;
        }

        return notes with { Failures = failures, ClosedUntil = new SortedDictionary<string, DateTimeOffset>(_closedUntil, StringComparer.Ordinal) };
    }

    /// <summary>Takes up what was noted.</summary>
    public void Recall(EngineNotes notes)
    {
        foreach ((string cloud, int count) in notes.Failures)
        {
            _failures[cloud] = count;
        }

        foreach ((string cloud, DateTimeOffset until) in notes.ClosedUntil)
        {
            _closedUntil[cloud] = until;
        }
    }

    /// <summary>A node that was made and does not work.</summary>
    public void Fail(string cloud) => _failures[cloud] = _failures.GetValueOrDefault(cloud) + 1;

    /// <summary>Learns from what the place refused.</summary>
    /// <returns>The clouds that have no room, each once.</returns>
    public IReadOnlyList<string> Learn(PlanReport report, DateTimeOffset at)
    {
        SortedSet<string> closed = new(StringComparer.Ordinal);
        foreach ((PlanStep step, Problem problem) in report.Failures)
        {
            if (step is not CreateNode { Node.Cloud: var cloud })
            {
                continue;
            }

            Fail(cloud);
            if (problem.Code == ProblemCode.Capacity || problem.Code == ProblemCode.Quota)
            {
                _closedUntil[cloud] = options.ClosedFor < DateTimeOffset.MaxValue - at ? at + options.ClosedFor : DateTimeOffset.MaxValue;
                closed.Add(cloud);
            }
        }

        return [.. closed];
    }
}
