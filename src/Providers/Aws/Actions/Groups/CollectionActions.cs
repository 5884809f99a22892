namespace Scalewright.Providers.AutoScaling.Actions.Groups;

/// <summary>Metrics collection of groups. Only recorded; no metrics are collected.</summary>
internal static class CollectionActions
{
    /// <summary>EnableMetricsCollection: all metrics if the request names none.</summary>
    public static QueryActionResult Enable(ActionContext context)
    {
        QueryReader read = context.Read;
        string granularity = read.Required("Granularity");
        if (granularity.Length > 0 && granularity != GroupMetrics.Granularity)
        {
            read.AddError(
                $"Value '{TextEscaping.Escape(granularity)}' at 'granularity' failed to satisfy constraint: Member "
                    + "must "
                    + $"be {GroupMetrics.Granularity}"
            );
        }

        (GroupRecord group, ValueList<string> names) = Read(context);
        return new QueryActionResult(
            context.State.With(
                group with
                {
                    Metrics =
                    [
                        .. GroupMetrics.Names.Where(name =>
                            names.Count == 0 || names.Concat(group.Metrics).Contains(name, StringComparer.Ordinal)
                        ),
                    ],
                }
            )
        );
    }

    /// <summary>DisableMetricsCollection: all metrics if the request names none.</summary>
    public static QueryActionResult Disable(ActionContext context)
    {
        (GroupRecord group, ValueList<string> names) = Read(context);
        return new QueryActionResult(
            context.State.With(group with { Metrics = names.Count == 0 ? [] : [.. group.Metrics.Except(names, StringComparer.Ordinal)] })
        );
    }

    private static (GroupRecord Group, ValueList<string> Names) Read(ActionContext context)
    {
        QueryReader read = context.Read;
        string name = read.Required("AutoScalingGroupName");
        ValueList<string> names = read.Texts("Metrics.member");
        foreach (string unknown in names.Except(GroupMetrics.Names, StringComparer.Ordinal))
        {
            read.AddError(
                $"Value '{TextEscaping.Escape(unknown)}' at 'metrics' failed to satisfy constraint: Member must be one "
                    + $"of {string.Join(", ", GroupMetrics.Names)}"
            );
        }

        read.Finish();
        return (context.Group(name), names);
    }
}
