namespace Scalewright.Decisions;

/// <summary>Text of a stored decision. Escapes all names and messages, because they come from files.</summary>
internal static class DecisionRecordText
{
    private const int MaxNameLength = 1000;
    private const int MaxNamesShown = 10;

    public static string Write(DecisionRecord record)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{FormatTime(record.Timestamp)} {Escape(record.Domain)}: ");
        text.Append(CultureInfo.InvariantCulture, $"{record.From} -> {record.To}, {Format(record.Outcome)}; ");
        text.Append(record.ShortReason).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"cycle {record.Cycle} of {Escape(record.Policy)}\n");
        AppendObservation(text, record);
        AppendMetrics(text, record);
        AppendPlacement(text, record);
        foreach (string message in record.Messages)
        {
            text.Append("message: ").Append(Escape(message)).Append('\n');
        }

        return text.Append(Escape(record.Explanation)).ToString();
    }

    /// <summary>Formats a time in UTC, as in <c>2026-11-30 14:32:00Z</c>.</summary>
    public static string FormatTime(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Format(EngineOutcome outcome) =>
        outcome switch
        {
            EngineOutcome.Unchanged => "no change",
            EngineOutcome.Applied => "applied",
            EngineOutcome.PartiallyApplied => "partially applied",
            EngineOutcome.NotApplied => "not applied",
            EngineOutcome.TimedOut => "timed out",
            _ => "failed",
        };

    private static void AppendObservation(StringBuilder text, DecisionRecord record)
    {
        if (!record.HasObservation)
        {
            text.Append("observed: nothing; the cycle failed before\n");
            return;
        }

        text.Append(CultureInfo.InvariantCulture, $"observed: {record.DesiredCount} desired, ");
        text.Append(CultureInfo.InvariantCulture, $"{record.ReadyCount} ready, {record.InFlightCount} in flight\n");
        foreach (CloudObservation cloud in record.Clouds)
        {
            string name = string.IsNullOrEmpty(cloud.Name) ? "any cloud" : $"cloud {Escape(cloud.Name)}";
            text.Append(CultureInfo.InvariantCulture, $"  {name}: {Pluralizer.Format(cloud.HealthyCount, "node")}");
            text.Append(cloud.MaxNodes < 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" of at most {cloud.MaxNodes}"));
            text.Append(cloud.IsUnavailable ? ", unavailable\n" : "\n");
        }
    }

    private static void AppendMetrics(StringBuilder text, DecisionRecord record)
    {
        text.Append(record.Metrics.Count == 0 ? "metrics: none\n" : "metrics:\n");
        foreach (MetricReading metric in record.Metrics)
        {
            text.Append("  ")
                .Append(Escape(metric.Name))
                .Append(
                    metric.State switch
                    {
                        MetricState.Fresh => string.Create(CultureInfo.InvariantCulture, $" = {metric.Value}"),
                        MetricState.Stale => string.Create(CultureInfo.InvariantCulture, $" = {metric.Value}, stale"),
                        MetricState.Failed => ": cannot be read",
                        _ => ": missing",
                    }
                );
            text.Append(DescribeAge(record.Timestamp - metric.Timestamp, metric.State)).Append('\n');
        }
    }

    private static string DescribeAge(TimeSpan age, MetricState state) =>
        state is MetricState.Fresh or MetricState.Stale && age > TimeSpan.Zero
            ? string.Create(CultureInfo.InvariantCulture, $", measured {age.TotalSeconds:0.###} s before")
            : "";

    private static void AppendPlacement(StringBuilder text, DecisionRecord record)
    {
        if (record.PlacementCause != DecisionCause.None)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"placed: {record.PlacedCount} of {record.To}; {DecisionMessages.Get(record.PlacementCause)}\n"
            );
        }

        if (record.ReplacedNodes.Count > 0)
        {
            string more =
                record.ReplacedNodes.Count <= MaxNamesShown
                    ? ""
                    : string.Create(CultureInfo.InvariantCulture, $" and {record.ReplacedNodes.Count - MaxNamesShown} more");
            text.Append("replaced: ").AppendJoin(", ", record.ReplacedNodes.Take(MaxNamesShown).Select(Escape)).Append(more).Append('\n');
        }
    }

    private static Explanation Escape(Explanation number) =>
        new(Escape(number.Name), number.Value) { Parts = number.Parts.Select(Escape).ToValueList() };

    private static string Escape(string text) => TextEscaping.EscapeAndTruncate(text, MaxNameLength);
}
