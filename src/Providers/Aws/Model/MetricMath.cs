using Scalewright.Decisions;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>
/// Metric math of target-tracking policies. Stores single values until all metrics of the followed expression are
/// reported. Pure functions.
/// </summary>
internal static class MetricMath
{
    // Same as the lifetime of votes: EC2's basic monitoring has a data point every five minutes.
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    /// <summary>Adds a metric to the metric math of a policy.</summary>
    /// <param name="reading">The metric; its samples are those of the live instances, in order.</param>
    /// <returns>The group with the stored values, and the followed value; null while values are missing.</returns>
    public static (GroupRecord Group, MetricReading? Followed) Add(GroupRecord group, PolicyRecord policy, MetricReading reading)
    {
        MetricQueryRecord[] matchingQueries = [.. policy.Queries.Where(query => query.Metric?.Id == reading.Name)];
        ValueMap<PendingMetricValue> points = group.Points;
        foreach (MetricQueryRecord query in matchingQueries)
        {
            MetricReading value = InstanceMetric.GetGroupReading(group, reading, query.Statistic);
            points = value.IsUsable
                ? points.With(GetKey(query.Id, policy), new PendingMetricValue(value.Value, reading.Timestamp))
                : points.Without(GetKey(query.Id, policy));
        }

        string followed = policy.Queries.First(query => query.IsFollowed).Id;
        bool isComplete =
            matchingQueries.Length > 0
            && FindMetrics(policy.Queries, followed)
                .All(id => points.TryGetValue(GetKey(id, policy), out PendingMetricValue? point) && reading.Timestamp - point.At <= Life);
        group = group with { Points = points };
        return isComplete
            ? (
                Forget(group, policy.Name),
                MetricReading.FromValue(policy.Metric, GetValue(policy, followed, points, []), reading.Timestamp)
            )
            : (group, null);
    }

    /// <summary>Removes the stored values of a policy.</summary>
    public static GroupRecord Forget(GroupRecord group, string policy) =>
        group with
        {
            Points = group
                .Points.Where(entry => entry.Key[(entry.Key.IndexOf('/', StringComparison.Ordinal) + 1)..] != policy)
                .ToValueMap(),
        };

    /// <summary>Returns the IDs of all metrics that a query needs, directly or through expressions.</summary>
    /// <exception cref="FormatException">An expression is invalid, or refers to itself or to an unknown ID.</exception>
    public static IReadOnlyCollection<string> FindMetrics(ValueList<MetricQueryRecord> queries, string id)
    {
        HashSet<string> metrics = new(StringComparer.Ordinal);
        Visit(queries, id, [], new HashSet<string>(StringComparer.Ordinal), metrics);
        return metrics;
    }

    private static void Visit(
        ValueList<MetricQueryRecord> queries,
        string id,
        ValueList<string> path,
        HashSet<string> visited,
        HashSet<string> metrics
    )
    {
        if (path.Contains(id, StringComparer.Ordinal))
        {
            throw new FormatException($"the expression '{id}' refers to itself");
        }

        if (!visited.Add(id))
        {
            return;
        }

        MetricQueryRecord query = queries.FirstOrDefault(one => one.Id == id)
            ?? throw new FormatException($"'{id}' is not the ID of a metric or an expression");
        if (query.Metric is not null)
        {
            metrics.Add(id);
            return;
        }

        foreach (string name in Read(queries, query).Names)
        {
            Visit(queries, name, path.Add(id), visited, metrics);
        }
    }

    private static double GetValue(PolicyRecord policy, string id, ValueMap<PendingMetricValue> points, Dictionary<string, double> known)
    {
        if (!known.TryGetValue(id, out double value))
        {
            MetricQueryRecord query = policy.Queries.First(one => one.Id == id);
            value = query.Metric is not null
                ? points[GetKey(id, policy)].Value
                : Read(policy.Queries, query).Evaluate(name => GetValue(policy, name, points, known));
            known.Add(id, value);
        }

        return value;
    }

    private static MetricExpression Read(ValueList<MetricQueryRecord> queries, MetricQueryRecord query) =>
        MetricExpression.Read(query.Expression, [.. queries.Where(one => one.Metric is not null).Select(one => one.Id)]);

    // IDs contain no slash.
    private static string GetKey(string id, PolicyRecord policy) => $"{id}/{policy.Name}";
}
