namespace Scalewright.Decisions.Backtesting;

/// <summary>The metrics as they were last measured.</summary>
internal readonly record struct SampledMetrics(DateTimeOffset At, double Load, double LoadPerNode, double Utilization, double Queue)
{
    /// <summary>How many there are.</summary>
    public const int Count = 4;

    /// <summary>Writes them as readings.</summary>
    /// <param name="metrics">Where to.</param>
    /// <param name="state">How far they can be believed.</param>
    /// <param name="nodes">What nodes report; null: nothing.</param>
    public void CopyTo(Span<MetricReading> metrics, MetricState state, NodeSights? nodes)
    {
        metrics[0] = new MetricReading { Name = BacktestModel.Load, State = state, Value = Load, At = At };
        metrics[1] = new MetricReading { Name = BacktestModel.LoadPerNode, State = state, Value = LoadPerNode, At = At };
        metrics[2] = new MetricReading { Name = BacktestModel.Utilization, State = state, Value = Utilization, At = At };
        metrics[3] = new MetricReading { Name = BacktestModel.Queue, State = state, Value = Queue, At = At };
        if (nodes is not null && state == MetricState.Fresh)
        {
            metrics[1] = metrics[1] with { Samples = nodes.Loads };
            metrics[2] = metrics[2] with { Samples = nodes.Uses };
        }
    }
}
