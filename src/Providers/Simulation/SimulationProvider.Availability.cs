using Scalewright.Providers.Simulation.HighAvailability;
using Scalewright.Providers.Simulation.HighAvailability.Scores;

namespace Scalewright.Providers.Simulation;

/// <content>High availability of resources on simulated nodes.</content>
public sealed partial class SimulationProvider
{
    /// <summary>Placement changes of group resources, oldest first; the last 10,000.</summary>
    public ValueList<HaPlacement> PlacementHistory => World.Availability.Placements;

    /// <summary>
    /// Adds a group of nodes that provide high availability for resources. A node counts as available while its machine
    /// runs and most of the other nodes reach it.
    /// </summary>
    /// <param name="group">The nodes and resources. Nodes may be created later.</param>
    /// <returns>This provider.</returns>
    /// <exception cref="ProviderException">The group is inconsistent or exists. Lists all problems.</exception>
    public SimulationProvider WithHighAvailability(HaGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        World.Kernel.CheckThread();
        World.Availability.Add(group);
        return this;
    }

    /// <summary>Returns the nodes that run the resources of a group, by label; empty for stopped resources.</summary>
    /// <param name="group">Name of the group.</param>
    /// <exception cref="ProviderException">The group does not exist.</exception>
    public ValueMap<ValueList<string>> GetPlacements(string group)
    {
        ArgumentNullException.ThrowIfNull(group);
        return World.Availability.Of(group).Places;
    }

    /// <summary>Applies an event such as failover or standby to a group with two nodes per resource.</summary>
    /// <param name="group">Name of the group.</param>
    /// <param name="happening">The event.</param>
    /// <returns>The outcome, even if the event was rejected.</returns>
    /// <exception cref="ProviderException">The group does not exist, or is placed by scores.</exception>
    public HaResult ApplyEvent(string group, HaEvent happening)
    {
        ArgumentNullException.ThrowIfNull(happening);
        HaResult outcome = ModelOf<PairModel>(group, "scores decide in it", "give a PacemakerEvent").Apply(happening);
        World.Availability.Note(group, outcome.Moves);
        return outcome;
    }

    /// <summary>Applies an event to a group that is placed by scores.</summary>
    /// <param name="group">Name of the group.</param>
    /// <param name="happening">The event.</param>
    /// <returns>The outcome.</returns>
    /// <exception cref="ProviderException">The group does not exist, or its resources have two nodes each.</exception>
    public PacemakerResult ApplyEvent(string group, PacemakerEvent happening)
    {
        ArgumentNullException.ThrowIfNull(happening);
        (PacemakerResult outcome, ValueList<HaMove> moves) =
            ModelOf<ScoredModel>(group, "its resources have two nodes each", "give an HaEvent").Apply([happening]);
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
            ?? throw new ProviderException(Word, [new Problem(
                ProblemCode.ConflictingFields, found, advice) { Field = $"group '{TextEscaping.Escape(group)}'" }]);
    }
}
