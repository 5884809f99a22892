namespace Scalewright.Providers.AutoScaling.Actions.Groups;

/// <summary>Metrics collection of groups. Only recorded; no metrics are collected.</summary>
internal static class CollectionActions
{
    /// <summary>EnableMetricsCollection: all metrics if the request names none.</summary>
    public static QueryAction Enable(QueryReader reader)
    {
        string granularity = reader.Recorded(RecordedReason.Monitoring).Required("Granularity");
        reader.AddErrorIf(
            granularity.Length > 0 && granularity != GroupMetrics.Granularity,
            "granularity",
            $"Member must be {GroupMetrics.Granularity}",
            granularity
        );

        return Change(reader, static (metrics, names) =>
            [.. GroupMetrics.Names.Where(name => names.Count == 0 || names.Concat(metrics).Contains(name, StringComparer.Ordinal))]
        );
    }

    /// <summary>DisableMetricsCollection: all metrics if the request names none.</summary>
    public static QueryAction Disable(QueryReader reader) =>
        Change(reader, static (metrics, names) => names.Count == 0 ? [] : [.. metrics.Except(names, StringComparer.Ordinal)]);

    private static QueryAction Change(QueryReader reader, Func<ValueList<string>, ValueList<string>, ValueList<string>> change)
    {
        string group = reader.Required("AutoScalingGroupName");
        ValueList<string> names = reader.Recorded(RecordedReason.Monitoring).Texts("Metrics.member");
        foreach (string unknown in names.Except(GroupMetrics.Names, StringComparer.Ordinal))
        {
            reader.AddError("metrics", $"Member must be one of {string.Join(", ", GroupMetrics.Names)}", unknown);
        }

        return context =>
        {
            GroupRecord record = context.Group(group);
            return new QueryActionResult(context.State.With(record with { Metrics = change(record.Metrics, names) }));
        };
    }
}
