namespace Experiments.Services.Tests.Processes;

/// <summary>Stops a run as soon as its recorded marks and the throughput of a sample satisfy a condition.</summary>
internal sealed class Watch(CancellationTokenSource stop, Func<IReadOnlyList<HistoryEvent>, double, bool> isEnough) : IRunRecorder
{
    private readonly List<HistoryEvent> _marks = [];
    private IRunRecorder? _inner;

    public IRunRecorder Over(IRunRecorder inner)
    {
        _inner = inner;
        return this;
    }

    public void RecordEvent(HistoryEvent historyEvent)
    {
        _marks.Add(historyEvent);
        _inner!.RecordEvent(historyEvent);
    }

    public void RecordSample(TimeSpan at, ValueList<SeriesKey> series, ReadOnlySpan<double> values)
    {
        _inner!.RecordSample(at, series, values);
        if (isEnough(_marks, values[series.ToList().IndexOf(new SeriesKey("throughput", ""))]))
        {
            stop.Cancel();
        }
    }
}
