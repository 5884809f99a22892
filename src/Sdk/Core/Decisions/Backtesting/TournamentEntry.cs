namespace Scalewright.Decisions.Backtesting;

/// <summary>Entry of a tournament: a policy with its name.</summary>
/// <param name="Name">Name, unique in the tournament.</param>
/// <param name="Policy">The policy.</param>
public sealed record TournamentEntry(string Name, ISizingPolicy Policy);
