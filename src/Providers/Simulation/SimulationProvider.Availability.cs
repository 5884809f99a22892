using Scalewright.Providers.Simulation.HighAvailability;
using Scalewright.Providers.Simulation.HighAvailability.Scores;

namespace Scalewright.Providers.Simulation;

/// <content>High availability of resources on simulated nodes.</content>
public sealed partial class SimulationProvider
{
    /// <summary>Last 10,000 placement changes of resources in all groups, oldest first.</summary>
    public ValueList<HaPlacement> PlacementHistory => World.Availability.Placements;

    /// <summary>
    /// Adds a high-availability group of nodes and resources. A node counts as online while its machine runs and most
    /// of the other nodes reach it.
    /// </summary>
    /// <param name="group">The nodes and resources. Nodes may be created later.</param>
    /// <returns>This provider.</returns>
    /// <exception cref="ProviderException">
    /// The group is inconsistent, or a group with its name exists. Lists all problems.
    /// </exception>
    public SimulationProvider WithHighAvailability(HaGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        World.Kernel.CheckThread();
        World.Availability.Add(group);
        return this;
    }

    /// <summary>
    /// Returns the nodes on which each resource of a group runs, by label of the resource. The list of a stopped
    /// resource is empty.
    /// </summary>
    /// <param name="group">Name of the group.</param>
    /// <exception cref="ProviderException">The group does not exist.</exception>
    public ValueMap<ValueList<string>> GetPlacements(string group)
    {
        ArgumentNullException.ThrowIfNull(group);
        return World.Availability.Get(group).Placements;
    }

    /// <summary>
    /// Applies an event such as failover or standby to a group whose resources have two nodes each.
    /// </summary>
    /// <param name="group">Name of the group.</param>
    /// <param name="haEvent">The event.</param>
    /// <returns>The outcome, even if the event was rejected.</returns>
    /// <exception cref="ProviderException">
    /// The group does not exist, or its resources are placed by scores.
    /// </exception>
    public HaResult ApplyEvent(string group, HaEvent haEvent)
    {
        ArgumentNullException.ThrowIfNull(haEvent);
        HaResult outcome = GetModel<PairModel>(group, "its resources are placed by scores", "use a PacemakerEvent").Apply(haEvent);
        World.Availability.Record(group, outcome.Moves);
        return outcome;
    }

    /// <summary>Applies an event to a group whose resources are placed by scores, as in Pacemaker.</summary>
    /// <param name="group">Name of the group.</param>
    /// <param name="pacemakerEvent">The event.</param>
    /// <returns>The outcome.</returns>
    /// <exception cref="ProviderException">The group does not exist, or its resources have two nodes each.</exception>
    public PacemakerResult ApplyEvent(string group, PacemakerEvent pacemakerEvent)
    {
        ArgumentNullException.ThrowIfNull(pacemakerEvent);
        (PacemakerResult outcome, ValueList<HaMove> moves) = GetModel<ScoredModel>(
                group,
                "its resources have two nodes each",
                "use an HaEvent"
            )
            .Apply([pacemakerEvent]);
        World.Availability.Record(group, moves);
        World.Availability.Fence(group, outcome.Fenced);
        return outcome;
    }

    private T GetModel<T>(string group, string found, string advice)
        where T : class, IGroupModel
    {
        ArgumentNullException.ThrowIfNull(group);
        World.Kernel.CheckThread();
        return World.Availability.Get(group) as T
            ?? throw new ProviderException(
                Kind,
                [new Problem(ProblemCode.ConflictingFields, found, advice) { Field = $"group '{TextEscaping.Escape(group)}'" }]
            );
    }
}
