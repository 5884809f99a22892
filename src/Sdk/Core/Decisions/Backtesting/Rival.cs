namespace Scalewright.Decisions.Backtesting;

/// <summary>A policy to compare with, in a world that is prepared for it.</summary>
internal sealed record Rival(string Name, ISizingPolicy Policy, BacktestModel Model);
