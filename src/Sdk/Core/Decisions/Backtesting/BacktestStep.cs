namespace Scalewright.Decisions.Backtesting;

/// <summary>What was at the end of one step of a back-test.</summary>
/// <param name="Wanted">The size that was wanted.</param>
/// <param name="Ready">Nodes that served.</param>
/// <param name="InFlight">Nodes on the way.</param>
/// <param name="IsViolation">Whether load waited too long, or was lost.</param>
/// <param name="Queue">Load that waited.</param>
public readonly record struct BacktestStep(int Wanted, int Ready, int InFlight, bool IsViolation, double Queue);
