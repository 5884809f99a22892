namespace Scalewright.Decisions.Backtesting;

/// <summary>State at the end of one step of a back-test.</summary>
/// <param name="DesiredCount">Desired size.</param>
/// <param name="ReadyCount">Number of ready nodes.</param>
/// <param name="InFlightCount">Number of starting nodes.</param>
/// <param name="IsViolation">True if load waited too long or was lost.</param>
/// <param name="Queue">Waiting load.</param>
public readonly record struct BacktestStep(int DesiredCount, int ReadyCount, int InFlightCount, bool IsViolation, double Queue);
