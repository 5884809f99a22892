namespace Scalewright.Decisions;

/// <summary>How far the time of a measurement can be believed.</summary>
internal static class MetricAge
{
    // Clocks of nodes may differ by some minutes; what is of a time further ahead was not measured.
    private static readonly TimeSpan AheadMax = TimeSpan.FromMinutes(10);

    /// <summary>Fresh within an age; stale when older; failed when it is of a time that is yet to come, by more than 10 minutes.</summary>
    /// <param name="measured">When it was measured; default: now.</param>
    /// <param name="now">Now.</param>
    /// <param name="ageMax">How old it may be.</param>
    public static MetricState StateOf(DateTimeOffset measured, DateTimeOffset now, TimeSpan ageMax) =>
        measured == default ? MetricState.Fresh
        : now - measured > ageMax ? MetricState.Stale
        : measured - now > AheadMax ? MetricState.Failed
        : MetricState.Fresh;

    /// <summary>What nodes report, without what cannot be believed; no copy is made where all can.</summary>
    public static ReadOnlyMemory<NodeSample> Judge(ReadOnlyMemory<NodeSample> samples, DateTimeOffset now, TimeSpan ageMax)
    {
        NodeSample[]? judged = null;
        for (int index = 0; index < samples.Length; index++)
        {
            NodeSample sample = samples.Span[index];
            MetricState state = sample.State != MetricState.Fresh ? sample.State
                : MetricReading.IsSane(sample.Value) ? StateOf(sample.At, now, ageMax) : MetricState.Failed;
            if (state != sample.State)
            {
                judged ??= samples.ToArray();
                judged[index] = sample with { State = state };
            }
        }

        return judged ?? samples;
    }
}
