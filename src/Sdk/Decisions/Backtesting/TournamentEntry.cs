namespace Scalewright.Decisions.Backtesting;

/// <summary>Entry of a tournament: a policy with its name.</summary>
/// <param name="Name">Name, unique in the tournament.</param>
/// <param name="Policy">The policy.</param>
public sealed record TournamentEntry(string Name, ISizingPolicy Policy)
{
    /// <summary>
    /// Policies by the names of their loads, for example of <see cref="ParameterSearch.SelectForEachTrace"/>. Default
    /// empty; <see cref="Policy"/> is used for all other loads.
    /// </summary>
    public ValueMap<ISizingPolicy> TracePolicies { get; init; } = ValueMap<ISizingPolicy>.Empty;

    internal ISizingPolicy GetPolicy(LoadTrace trace) => TracePolicies.GetValueOrDefault(trace.Name, Policy);
}
