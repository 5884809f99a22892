namespace Experiments.Services.Tests.Processes;

/// <summary>Stops a run as soon as its recorded marks and the throughput of a sample satisfy a condition.</summary>
internal sealed class Watch(CancellationTokenSource stop, Func<IReadOnlyList<HistoryMark>, double, bool> isEnough) : IRunRecorder
{
    private readonly List<HistoryMark> _marks = [];
    private IRunRecorder? _inner;

    public IRunRecorder Over(IRunRecorder inner)
    {
        _inner = inner;
        return this;
    }

    public void Mark(HistoryMark mark)
    {
        _marks.Add(mark);
        _inner!.Mark(mark);
    }

    public void Sample(TimeSpan at, ValueList<HistorySeries> series, ReadOnlySpan<double> values)
    {
        _inner!.Sample(at, series, values);
        if (isEnough(_marks, values[series.ToList().IndexOf(new HistorySeries("throughput", ""))]))
        {
            stop.Cancel();
        }
    }
}
