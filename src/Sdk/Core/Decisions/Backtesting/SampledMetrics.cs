namespace Scalewright.Decisions.Backtesting;

/// <summary>The metrics of a back-test as they were last measured, and the windows over them. They are renewed in place: written anew, they would cost more than a decision.</summary>
internal sealed class SampledMetrics
{
    private static readonly string[] Sampled = [BacktestModel.Load, BacktestModel.LoadPerNode, BacktestModel.Utilization, BacktestModel.Queue];

    private readonly WindowAverage[] _windows;
    private readonly MetricReading[] _metrics;

    public SampledMetrics(ValueList<MetricWindow> windows)
    {
        _windows = [.. windows.Select(window => new WindowAverage(window))];
        _metrics = [.. Sampled.Concat(_windows.Select(window => window.Window.Name)).Select(name => new MetricReading { Name = name })];
    }

    /// <summary>True when there are averages over windows, which take in what is measured between decisions as well.</summary>
    public bool HasWindows => _windows.Length > 0;

    /// <summary>The readings.</summary>
    public ReadOnlySpan<MetricReading> Readings => _metrics;

    /// <summary>How busy the nodes were when that was last measured, in percent.</summary>
    public double Utilization => _metrics[2].Value;

    /// <summary>Takes in what a step measured; when that is not to be believed, what was measured before stays.</summary>
    public void Measure(DateTimeOffset at, MetricState state, double load, double loadPerNode, double utilization, double queue)
    {
        Renew(0, at, state, load);
        Renew(1, at, state, loadPerNode);
        Renew(2, at, state, utilization);
        Renew(3, at, state, queue);
        foreach (WindowAverage window in _windows)
        {
            window.Add(Find(window.Window.Of), at);
        }
    }

    /// <summary>Writes the averages, and what the nodes report.</summary>
    public void Complete(DateTimeOffset at, NodeSights? nodes)
    {
        if (nodes is not null)
        {
            bool isFresh = _metrics[0].State == MetricState.Fresh;
            _metrics[1] = _metrics[1] with { Samples = isFresh ? nodes.Loads : default };
            _metrics[2] = _metrics[2] with { Samples = isFresh ? nodes.Uses : default };
        }

        for (int index = 0; index < _windows.Length; index++)
        {
            _metrics[Sampled.Length + index] = _windows[index].Read(Find(_windows[index].Window.Of), at);
        }
    }

    private void Renew(int index, DateTimeOffset at, MetricState state, double value)
    {
        ref MetricReading metric = ref _metrics[index];
        if (state == MetricState.Fresh)
        {
            metric.Renew(state, value, at);
        }
        else
        {
            metric.Renew(state, metric.Value, metric.At);
        }
    }

    private ref readonly MetricReading Find(string name)
    {
        int index = 0;
        while (_metrics[index].Name != name)
        {
            index++;
        }

        return ref _metrics[index];
    }
}
