namespace Scalewright.Experiments.Metrics;

/// <summary>A run that is monitored while it is in progress.</summary>
internal sealed class LiveRun : IRunRecorder, IDisposable
{
    private readonly Lock _gate = new();
    private readonly LiveMetrics _owner;
    private readonly IRunRecorder _inner;
    private readonly SortedDictionary<string, int> _eventCounts = new(StringComparer.Ordinal);
    private LiveSample _last;

    internal LiveRun(LiveMetrics owner, string experiment, string point, int run, IRunRecorder inner) =>
        (_owner, _inner, _last) = (owner, inner, new LiveSample(experiment, point, run));

    /// <inheritdoc/>
    public void RecordEvent(HistoryEvent historyEvent)
    {
        ArgumentNullException.ThrowIfNull(historyEvent);
        _inner.RecordEvent(historyEvent);
        lock (_gate)
        {
            _eventCounts[historyEvent.Kind] = _eventCounts.GetValueOrDefault(historyEvent.Kind) + 1;
        }
    }

    /// <inheritdoc/>
    public void RecordSample(TimeSpan at, ValueList<SeriesKey> series, ReadOnlySpan<double> values) =>
        RecordSample(at, series, values, latency: null);

    /// <inheritdoc/>
    public void RecordSample(TimeSpan at, ValueList<SeriesKey> series, ReadOnlySpan<double> values, LatencyDistribution? latency)
    {
        _inner.RecordSample(at, series, values, latency);
        lock (_gate)
        {
            _last = _last with { Seconds = at.TotalSeconds, Series = series, Values = values.ToArray() };
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _owner.Forget(this);

    internal LiveSample TakeSample()
    {
        lock (_gate)
        {
            return _last with { EventCounts = new SortedDictionary<string, int>(_eventCounts, StringComparer.Ordinal) };
        }
    }
}

internal sealed record LiveSample(string Experiment, string Point, int Run)
{
    /// <summary>Seconds since the start of the load; null before the first sample.</summary>
    public double? Seconds { get; init; }

    public ValueList<SeriesKey> Series { get; init; } = [];

    public double[] Values { get; init; } = [];

    public SortedDictionary<string, int> EventCounts { get; init; } = new(StringComparer.Ordinal);
}
