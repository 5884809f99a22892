using Scalewright.Providers.Simulation.HighAvailability;
using Scalewright.Providers.Simulation.HighAvailability.Scores;

namespace Scalewright.Providers.Simulation;

/// <content>Resources that nodes keep running for each other.</content>
public sealed partial class SimulationProvider
{
    /// <summary>Where resources of groups went, oldest first; the last 10,000.</summary>
    public ValueList<HaPlacement> Placements => World.Availability.Placements;

    /// <summary>Has nodes keep resources running for each other: a node is there while its machine runs, and most of the others reach it.</summary>
    /// <param name="group">The nodes and resources. Nodes may be made later.</param>
    /// <returns>This provider.</returns>
    /// <exception cref="ProviderException">The group contradicts itself, or there is one of its name; all that is wrong is named.</exception>
    public SimulationProvider WithHighAvailability(HaGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        World.Kernel.CheckThread();
        World.Availability.Add(group);
        return this;
    }

    /// <summary>Where the resources of a group run, by label; none for one that runs nowhere.</summary>
    /// <param name="group">The group's name.</param>
    /// <exception cref="ProviderException">There is no such group.</exception>
    public ValueMap<ValueList<string>> PlacesOf(string group)
    {
        ArgumentNullException.ThrowIfNull(group);
        return World.Availability.Of(group).Places;
    }

    /// <summary>Lets something happen to a group of resources with two nodes: start, stop, failover, failback, standby.</summary>
    /// <param name="group">The group's name.</param>
    /// <param name="happening">What happens.</param>
    /// <returns>What came of it, also when it was refused.</returns>
    /// <exception cref="ProviderException">There is no such group, or scores decide in it.</exception>
    public HaOutcome Apply(string group, HaEvent happening)
    {
        ArgumentNullException.ThrowIfNull(happening);
        HaOutcome outcome = ModelOf<PairModel>(group, "scores decide in it", "give a ScoreEvent").Apply(happening);
        World.Availability.Note(group, outcome.Moves);
        return outcome;
    }

    /// <summary>Lets something happen to a group in which scores decide.</summary>
    /// <param name="group">The group's name.</param>
    /// <param name="happening">What happens.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="ProviderException">There is no such group, or its resources have two nodes each.</exception>
    public ScoreOutcome Apply(string group, ScoreEvent happening)
    {
        ArgumentNullException.ThrowIfNull(happening);
        (ScoreOutcome outcome, ValueList<HaMove> moves) = ModelOf<ScoredModel>(group, "its resources have two nodes each", "give an HaEvent").Apply([happening]);
        World.Availability.Note(group, moves);
        World.Availability.Fence(group, outcome.Fenced);
        return outcome;
    }

    private T ModelOf<T>(string group, string found, string advice)
        where T : class, IGroupModel
    {
        ArgumentNullException.ThrowIfNull(group);
        World.Kernel.CheckThread();
        return World.Availability.Of(group) as T
            ?? throw new ProviderException(Word, [new Problem(ProblemCode.Conflict, found, advice) { Field = $"group '{Printable.Escape(group)}'" }]);
    }
}
