namespace Scalewright.Decisions;

/// <summary>Converts decisions to their stored form and back.</summary>
internal static class DecisionRecordConverter
{
    private const int MaxTexts = 100;
    private const int MaxTextLength = 1000;

    public static StoredDecision ToStored(DecisionRecord record) =>
        new(record.Policy, record.From, record.To, record.Reason, ToStored(record.Explanation))
        {
            Cause = record.Cause,
            Outcome = record.Outcome,
            Observed = record.HasObservation ? ToStoredObservation(record) : null,
            Metrics = [.. record.Metrics.Select(metric => ToStored(metric, record.Timestamp))],
            PerCloud = [.. record.NodesPerCloud],
            Placed = record.PlacedCount,
            PlacementCause = record.PlacementCause,
            Replaced = [.. record.ReplacedNodes.Take(MaxTexts)],
            Messages = [.. record.Messages.Take(MaxTexts).Select(text => TextEscaping.EscapeAndTruncate(text, MaxTextLength))],
        };

    /// <exception cref="JsonException">A part is null, or a time is out of range.</exception>
    public static DecisionRecord ToRecord(StoredDecisionLine line, StoredDecision stored)
    {
        try
        {
            return Observe(
                stored.Observed,
                new DecisionRecord
                {
                    Timestamp = line.Time.ToUniversalTime(),
                    Domain = line.Domain,
                    Cycle = line.Cycle,
                    Policy = stored.Policy,
                    From = stored.From,
                    To = stored.To,
                    Cause = stored.Cause,
                    Reason = stored.Reason,
                    Explanation = ToExplanation(stored.Tree),
                    Outcome = stored.Outcome,
                    Metrics = Convert(stored.Metrics, metric => ToReading(metric, line.Time.ToUniversalTime())),
                    MetricsWithoutSamples = stored
                        .Metrics.Where(metric => metric.HasMoreSamples)
                        .Select(metric => metric.Name)
                        .ToValueList(),
                    NodesPerCloud = stored.PerCloud.ToValueList(),
                    PlacedCount = stored.Placed,
                    PlacementCause = stored.PlacementCause,
                    ReplacedNodes = Convert(stored.Replaced, name => name),
                    Messages = Convert(stored.Messages, text => text),
                }
            );
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw new JsonException("a time is out of range", exception);
        }
    }

    /// <summary>Returns an equal decision of another cycle.</summary>
    /// <exception cref="JsonException">A time is out of range.</exception>
    public static DecisionRecord Repeat(DecisionRecord record, StoredDecisionLine line)
    {
        TimeSpan shift = line.Time - record.Timestamp;
        try
        {
            return record with
            {
                Timestamp = line.Time.ToUniversalTime(),
                Cycle = line.Cycle,
                Metrics = record.Metrics.Select(metric => Shift(metric, shift)).ToValueList(),
            };
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw new JsonException("a time is out of range", exception);
        }
    }

    private static DecisionRecord Observe(StoredObservation? observed, DecisionRecord record) =>
        observed is null
            ? record
            : record with
            {
                HasObservation = true,
                DesiredCount = observed.Desired,
                ReadyCount = observed.Ready,
                InFlightCount = observed.InFlight,
                NodeCount = observed.Nodes,
                Nodes = Convert(observed.Each, ToNode),
                Clouds = Convert(observed.Clouds, ToCloud),
            };

    private static ValueList<TTo> Convert<TFrom, TTo>(TFrom[] items, Func<TFrom, TTo> convert)
        where TFrom : class =>
        items.Select(item => item is null ? throw new JsonException("an item is null") : convert(item)).ToValueList();

    private static StoredExplanation ToStored(Explanation number) =>
        new(number.Name, number.Value) { Parts = [.. number.Parts.Select(ToStored)] };

    private static Explanation ToExplanation(StoredExplanation stored) =>
        new(stored.Name, stored.Value) { Parts = Convert(stored.Parts, ToExplanation) };

    private static StoredObservation ToStoredObservation(DecisionRecord record) =>
        new(record.DesiredCount, record.ReadyCount, record.InFlightCount, record.NodeCount)
        {
            Each = record.Nodes.Count > DecisionHistory.MaxStoredNodes ? [] : [.. record.Nodes.Select(ToStored)],
            Clouds = [.. record.Clouds.Select(ToStored)],
        };

    private static StoredNode ToStored(NodeObservation node) =>
        new()
        {
            Phase = node.Phase,
            IsTerminating = node.IsTerminating,
            IsReady = node.IsReady,
            StartedAt = node.StartedAt,
            ReadyChangedAt = node.ReadyChangedAt,
        };

    private static NodeObservation ToNode(StoredNode stored) =>
        new()
        {
            Phase = stored.Phase,
            IsTerminating = stored.IsTerminating,
            IsReady = stored.IsReady,
            StartedAt = stored.StartedAt,
            ReadyChangedAt = stored.ReadyChangedAt,
        };

    private static StoredCloud ToStored(CloudObservation cloud) =>
        new(cloud.Name, cloud.HealthyCount, cloud.MaxNodes)
        {
            Failures = cloud.FailureCount,
            Price = cloud.PricePerHour,
            IsSpot = cloud.IsSpot,
            IsUnavailable = cloud.IsUnavailable,
        };

    private static CloudObservation ToCloud(StoredCloud stored) =>
        new()
        {
            Name = stored.Name,
            HealthyCount = stored.Healthy,
            MaxNodes = stored.MaxNodes,
            FailureCount = stored.Failures,
            PricePerHour = stored.Price,
            IsSpot = stored.IsSpot,
            IsUnavailable = stored.IsUnavailable,
        };

    private static StoredMetric ToStored(MetricReading metric, DateTimeOffset at)
    {
        bool hasMore = metric.Samples.Length > DecisionHistory.MaxStoredNodes;
        return new StoredMetric(metric.Name ?? "", metric.State, metric.Value)
        {
            AgeTicks = GetAge(metric.Timestamp, at),
            Samples = hasMore ? [] : [.. metric.Samples.ToArray().Select(sample => ToStored(sample, at))],
            HasMoreSamples = hasMore,
        };
    }

    private static StoredSample ToStored(NodeSample sample, DateTimeOffset at) =>
        new(sample.State, sample.Value, sample.Capacity, sample.Window.Ticks) { AgeTicks = GetAge(sample.Timestamp, at) };

    private static MetricReading ToReading(StoredMetric stored, DateTimeOffset at) =>
        new()
        {
            Name = stored.Name,
            State = stored.State,
            Value = stored.Value,
            Timestamp = GetTime(stored.AgeTicks, at),
            Samples = Convert(stored.Samples, sample => new NodeSample
                {
                    State = sample.State,
                    Value = sample.Value,
                    Capacity = sample.Capacity,
                    Timestamp = GetTime(sample.AgeTicks, at),
                    Window = new TimeSpan(sample.WindowTicks),
                })
                .ToArray(),
        };

    private static MetricReading Shift(MetricReading metric, TimeSpan shift) =>
        metric with
        {
            Timestamp = Shift(metric.Timestamp, shift),
            Samples = metric.Samples.IsEmpty
                ? metric.Samples
                : metric.Samples.ToArray().Select(sample => sample with { Timestamp = Shift(sample.Timestamp, shift) }).ToArray(),
        };

    private static DateTimeOffset Shift(DateTimeOffset time, TimeSpan shift) => time == default ? time : time + shift;

    private static long? GetAge(DateTimeOffset measured, DateTimeOffset at) => measured == default ? null : (at - measured).Ticks;

    private static DateTimeOffset GetTime(long? ageTicks, DateTimeOffset at) => ageTicks is { } ticks ? at - new TimeSpan(ticks) : default;
}
