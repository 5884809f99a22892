namespace Scalewright.Decisions;

/// <summary>
/// Reads all metrics of an engine concurrently. A failing or hanging source does not affect the others.
/// </summary>
internal sealed class MetricReader(ValueList<IMetricSource> sources, ValueList<MetricWindow> windows, TimeSpan timeout, TimeProvider clock)
{
    private readonly Task<MetricReading>?[] _hanging = new Task<MetricReading>?[sources.Count];
    private readonly MetricReading[] _last = new MetricReading[sources.Count];
    private readonly WindowAverage[] _windows = [.. windows.Select(window => new WindowAverage(window))];

    public async Task<MetricReading[]> ReadAsync(MetricRequest request, CancellationToken cancellationToken)
    {
        if (sources.Count == 0)
        {
            return [];
        }

        using CancellationTokenSource timeoutSource = new(timeout, clock);
        using CancellationTokenSource linkedSource = CancellationTokenSource.CreateLinkedTokenSource(
            timeoutSource.Token,
            cancellationToken
        );
        Task<MetricReading>[] readings = [.. sources.Select((source, index) => ReadAsync(source, index, request, linkedSource.Token))];
        for (int index = 0; index < readings.Length; index++)
        {
            _last[index] = await readings[index];
        }

        cancellationToken.ThrowIfCancellationRequested();
        return [.. _last, .. _windows.Select(window => Average(window, request.Timestamp))];
    }

    /// <summary>Returns the contents of the windows, to be restored after a restart; null without windows.</summary>
    public PersistedMetricWindow[]? Save() => _windows.Length == 0 ? null : [.. _windows.Select(window => window.Save())];

    public void Restore(PersistedMetricWindow[]? saved, DateTimeOffset now)
    {
        foreach (WindowAverage window in _windows)
        {
            PersistedMetricWindow? entry = saved?.FirstOrDefault(metric =>
                metric.Name == window.Window.Name && metric.Of == window.Window.SourceMetric
            );
            if (entry is not null)
            {
                window.Restore(entry, now);
            }
        }
    }

    private MetricReading Average(WindowAverage average, DateTimeOffset at)
    {
        MetricReading latest = default;
        foreach (MetricReading reading in _last)
        {
            latest = reading.Name == average.Window.SourceMetric ? reading : latest;
        }

        average.Add(latest, at);
        return average.Read(latest, at);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Sources are the user's: whatever one throws, the engine continues without it.")]
    private async Task<MetricReading> ReadAsync(IMetricSource source, int index, MetricRequest request, CancellationToken cancellationToken)
    {
        try
        {
            // A source that ignores its cancellation token is queried again only after it has responded.
            Task<MetricReading> reading = _hanging[index] is { IsCompleted: false } hanging
                ? hanging
                : source.ReadAsync(request, cancellationToken);
            _hanging[index] = reading;
            MetricReading read = await reading.OrCancelled(cancellationToken);
            return Judge(
                read with
                {
                    Name = source.Name,
                    Timestamp = read.Timestamp == default ? request.Timestamp : read.Timestamp,
                },
                source,
                request
            );
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

        MetricState state = MetricTimestampCheck.GetState(read.Timestamp, request.Timestamp, source.MaxAge);
        if (state == MetricState.Fresh && !read.Samples.IsEmpty)
        {
            return read with { Samples = MetricTimestampCheck.Judge(read.Samples, request.Timestamp, source.MaxAge) };
        }

        bool isFailed = state == MetricState.Fresh && !MetricReading.IsValid(read.Value);
        return read with { State = isFailed ? MetricState.Failed : state };
    }
}

/// <summary>Persisted readings of one <see cref="MetricWindow"/>.</summary>
/// <param name="Of">Metric that is averaged; stored readings of another metric are ignored.</param>
/// <param name="Ticks">Time of each reading, oldest first, in ticks of UTC.</param>
internal sealed record PersistedMetricWindow(string Name, string Of, long[] Ticks, double[] Values);

/// <summary>Determines the state of measurements by their timestamps.</summary>
internal static class MetricTimestampCheck
{
    // Clocks of nodes may differ by some minutes; a timestamp further ahead is invalid.
    private static readonly TimeSpan MaxClockSkew = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Returns fresh up to the maximum age, stale above it, and failed if more than 10 minutes in the future.
    /// </summary>
    /// <param name="measured">Time of the measurement; default: now.</param>
    public static MetricState GetState(DateTimeOffset measured, DateTimeOffset now, TimeSpan maxAge)
    {
        MetricState stateIfNotOld = measured - now > MaxClockSkew ? MetricState.Failed : MetricState.Fresh;
        return measured != default && now - measured > maxAge ? MetricState.Stale : stateIfNotOld;
    }

    /// <summary>
    /// Marks node samples that are stale or invalid. Copies the samples only if there is such a sample.
    /// </summary>
    public static ReadOnlyMemory<NodeSample> Judge(ReadOnlyMemory<NodeSample> samples, DateTimeOffset now, TimeSpan maxAge)
    {
        NodeSample[]? judged = null;
        for (int index = 0; index < samples.Length; index++)
        {
            NodeSample sample = samples.Span[index];
            MetricState byTime = GetState(sample.Timestamp, now, maxAge);
            MetricState stateIfFresh = MetricReading.IsValid(sample.Value) ? byTime : MetricState.Failed;
            MetricState state = sample.State == MetricState.Fresh ? stateIfFresh : sample.State;
            if (state != sample.State)
            {
                judged ??= samples.ToArray();
                judged[index] = sample with { State = state };
            }
        }

        return judged ?? samples;
    }
}
