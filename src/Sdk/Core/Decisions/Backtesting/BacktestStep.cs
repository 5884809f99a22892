namespace Scalewright.Decisions.Backtesting;

/// <summary>State at the end of one step of a back-test.</summary>
/// <param name="Wanted">Desired size.</param>
/// <param name="Ready">Number of ready nodes.</param>
/// <param name="InFlight">Number of starting nodes.</param>
/// <param name="IsViolation">True if load waited too long or was lost.</param>
/// <param name="Queue">Waiting load.</param>
public readonly record struct BacktestStep(int Wanted, int Ready, int InFlight, bool IsViolation, double Queue);
