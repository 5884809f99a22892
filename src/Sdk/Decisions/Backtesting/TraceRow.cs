namespace Scalewright.Decisions.Backtesting;

/// <summary>One value of a recorded load.</summary>
/// <param name="Seconds">When, in seconds from any fixed time.</param>
/// <param name="Value">The value, which may be anything.</param>
/// <param name="Spot">Where it was written.</param>
internal readonly record struct TraceRow(double Seconds, double Value, TextSpot Spot);
