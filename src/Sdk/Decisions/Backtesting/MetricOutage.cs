namespace Scalewright.Decisions.Backtesting;

/// <summary>Period in which metrics are untrusted.</summary>
/// <param name="Start">Start, relative to the start of the trace.</param>
/// <param name="Duration">Duration.</param>
/// <param name="State">State of readings during the outage; a stale one keeps the last value.</param>
public sealed record MetricOutage(TimeSpan Start, TimeSpan Duration, MetricState State = MetricState.Failed);
