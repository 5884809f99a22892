namespace Scalewright.Decisions.Backtesting;

/// <summary>A time in which metrics are not to be believed.</summary>
/// <param name="From">When it begins, from the start of the trace.</param>
/// <param name="Length">How long it is.</param>
/// <param name="State">What readings are meanwhile; a stale one keeps the last value.</param>
public sealed record MetricOutage(TimeSpan From, TimeSpan Length, MetricState State = MetricState.Failed);
