namespace Scalewright.Decisions;

/// <summary>Reads all metrics of an engine at once. One that fails or hangs says so and hinders no other.</summary>
internal sealed class MetricReader(ValueList<IMetricSource> sources, ValueList<MetricWindow> windows, TimeSpan deadline, TimeProvider clock)
{
    private readonly Task<MetricReading>?[] _hanging = new Task<MetricReading>?[sources.Count];
    private readonly MetricReading[] _last = new MetricReading[sources.Count];
    private readonly WindowAverage[] _windows = [.. windows.Select(window => new WindowAverage(window))];

    /// <summary>Reads all metrics, and what their windows say.</summary>
    public async Task<MetricReading[]> ReadAsync(MetricRequest request, CancellationToken cancellationToken)
    {
        if (sources.Count == 0)
        {
            return [];
        }

        using CancellationTokenSource patience = new(deadline, clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        Task<MetricReading>[] readings = [.. sources.Select((source, index) => ReadAsync(source, index, request, either.Token))];
        for (int index = 0; index < readings.Length; index++)
        {
            _last[index] = await readings[index];
        }

        cancellationToken.ThrowIfCancellationRequested();
        return [.. _last, .. _windows.Select(window => Average(window, request.At))];
    }

    /// <summary>What the windows hold, to be kept over a restart; null where there are none.</summary>
    public WindowNotes[]? Note() => _windows.Length == 0 ? null : [.. _windows.Select(window => window.Note())];

    /// <summary>Takes up what was kept of the same windows.</summary>
    public void Recall(WindowNotes[]? kept, DateTimeOffset now)
    {
        foreach (WindowAverage window in _windows)
        {
            WindowNotes? notes = kept?.FirstOrDefault(one => one.Name == window.Window.Name && one.Of == window.Window.Of);
            if (notes is not null)
            {
                window.Recall(notes, now);
            }
        }
    }

    private MetricReading Average(WindowAverage average, DateTimeOffset at)
    {
        MetricReading latest = default;
        foreach (MetricReading reading in _last)
        {
            latest = reading.Name == average.Window.Of ? reading : latest;
        }

        average.Add(latest, at);
        return average.Read(latest, at);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Sources are the user's: whatever one throws, the engine goes on without it.")]
    private async Task<MetricReading> ReadAsync(IMetricSource source, int index, MetricRequest request, CancellationToken cancellationToken)
    {
        try
        {
            // A source that ignores its token is asked again only when it has answered.
            Task<MetricReading> reading = _hanging[index] is { IsCompleted: false } hanging ? hanging : source.ReadAsync(request, cancellationToken);
            _hanging[index] = reading;
            MetricReading read = await reading.OrCancelled(cancellationToken);
            return Judge(read with { Name = source.Name, At = read.At == default ? request.At : read.At }, source, request);
        }
        catch (Exception)
        {
            return _last[index] with { Name = source.Name, State = MetricState.Failed, Samples = default };
        }
    }

    private static MetricReading Judge(in MetricReading read, IMetricSource source, MetricRequest request)
    {
        if (read.State != MetricState.Fresh)
        {
            return read;
        }

        MetricState state = MetricAge.StateOf(read.At, request.At, source.AgeMax);
        return state != MetricState.Fresh ? read with { State = state }
            : read.Samples.IsEmpty ? MetricReading.IsSane(read.Value) ? read : read with { State = MetricState.Failed }
            : read with { Samples = MetricAge.Judge(read.Samples, request.At, source.AgeMax) };
    }
}

/// <summary>The readings of one <see cref="MetricWindow"/>, as they are kept in the cluster's state.</summary>
/// <param name="Of">The metric that is averaged; readings of another mean nothing to it.</param>
/// <param name="Ticks">When each was read, oldest first; in ticks of UTC.</param>
/// <param name="Values">The values, in the same order.</param>
internal sealed record WindowNotes(string Name, string Of, long[] Ticks, double[] Values);

/// <summary>How far the time of a measurement can be believed.</summary>
internal static class MetricAge
{
    // Clocks of nodes may differ by some minutes; what is of a time further ahead was not measured.
    private static readonly TimeSpan AheadMax = TimeSpan.FromMinutes(10);

    /// <summary>Fresh within an age; stale when older; failed when it is of a time that is yet to come, by more than 10 minutes.</summary>
    /// <param name="measured">When it was measured; default: now.</param>
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
