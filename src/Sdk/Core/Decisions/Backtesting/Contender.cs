namespace Scalewright.Decisions.Backtesting;

/// <summary>A policy in a tournament.</summary>
/// <param name="Name">What it is called; unique in the tournament.</param>
/// <param name="Policy">The policy.</param>
public sealed record Contender(string Name, ISizingPolicy Policy);
