namespace Scalewright.Providers.Simulation.HighAvailability;

/// <summary>High availability with two nodes for each target: what an event makes of a cluster. Pure.</summary>
public static class ResourceModel
{
    /// <summary>Applies an event.</summary>
    /// <param name="state">The cluster.</param>
    /// <param name="happening">The event.</param>
    /// <param name="rules">The rules; default strict.</param>
    /// <returns>The cluster after it, with the reason of every move.</returns>
    public static HaOutcome Apply(HaState state, HaEvent happening, RuleSet rules = RuleSet.Strict)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(happening);
        return rules == RuleSet.Compat ? CompatRules.Apply(state, happening) : StrictRules.Apply(state, happening);
    }
}
