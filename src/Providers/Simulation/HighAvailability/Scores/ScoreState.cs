namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>A cluster at one instant. A value.</summary>
public sealed record ScoreState
{
    private ScoreState(ScoreConfiguration configuration, ValueMap<ScoreNodeState> nodes) => (Configuration, Nodes) = (configuration, nodes);

    /// <summary>What shall run.</summary>
    public ScoreConfiguration Configuration { get; init; }

    /// <summary>The nodes by name.</summary>
    public ValueMap<ScoreNodeState> Nodes { get; init; }

    /// <summary>Whether the members are enough to decide; default true.</summary>
    public bool HasQuorum { get; init; } = true;

    /// <summary>Whether there were members enough to decide at any time: those that never were do not fence themselves.</summary>
    internal bool HadQuorum { get; init; }

    /// <summary>A cluster of which no node was seen yet.</summary>
    /// <param name="configuration">What shall run.</param>
    public static ScoreState Of(ScoreConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new ScoreState(configuration, configuration.Nodes.Select(node => KeyValuePair.Create(node.Name, new ScoreNodeState())).ToValueMap());
    }

    /// <summary>How a node counts.</summary>
    /// <param name="name">The node.</param>
    /// <exception cref="KeyNotFoundException">There is no such node.</exception>
    public NodeHealth HealthOf(string name)
    {
        ScoreNodeState node = Nodes[name];
        return node.Membership switch
        {
            Membership.Unseen or Membership.Left when IsThoughtActive(node) => NodeHealth.Unclean,
            Membership.Unseen => Configuration.Options is { Fences: true, FencesAtStart: true } ? NodeHealth.Unclean : NodeHealth.Offline,
            Membership.Lost => Configuration.Options.Fences ? NodeHealth.Unclean : NodeHealth.Offline,
            Membership.Left => NodeHealth.Offline,
            _ when MustFence(node) => NodeHealth.Unclean,
            _ => node.IsStandby ? NodeHealth.Standby : NodeHealth.Online,
        };
    }

    /// <summary>The nodes on which a resource, member or copy runs, by name.</summary>
    /// <param name="resource">Its id.</param>
    public ValueList<string> PlacesOf(string resource) =>
        Nodes.Where(node => Counts(node.Value) && Runs(node.Value, resource)).Select(node => node.Key).ToValueList();

    /// <summary>Whether something may start now: without quorum the policy says so.</summary>
    internal bool MayStart(bool runsAlready) => HasQuorum || Configuration.Options.WithoutQuorum switch
    {
        QuorumPolicy.Ignore => true,
        QuorumPolicy.Freeze => runsAlready,
        _ => false,
    };

    internal ScoreState With(string name, ScoreNodeState node) => this with { Nodes = Nodes.With(name, node) };

    /// <summary>Whether the history of a node says what it runs: without fencing, a node that is lost runs nothing.</summary>
    internal bool Counts(ScoreNodeState node) => node.Membership == Membership.Online || (Configuration.Options.Fences && node.Membership == Membership.Lost) || IsThoughtActive(node);

    /// <summary>Whether the history of a node says that something runs there.</summary>
    internal bool Runs(ScoreNodeState node, string resource) => node.Of(resource).State switch
    {
        Running.No => false,
        Running.Gone => IsManaged(resource),
        _ => true,
    };

    private bool IsManaged(string resource) =>
        Configuration.Resources.Any(unit => unit.All.Any(part => part.Id == resource && PartMeta.Of(part, unit, Configuration).IsManaged));

    // A node that is off and of which something is heard all the same does not do what was thought: Pacemaker fences it once more.
    private bool IsThoughtActive(ScoreNodeState node) => Configuration.Options.Fences && node.Membership is Membership.Unseen or Membership.Left
        && Configuration.Resources.Any(unit => unit.All.Any(part => node.Of(part.Id).State != Running.No && PartMeta.Of(part, unit, Configuration).IsManaged));

    private bool MustFence(ScoreNodeState node) => Configuration.Options.Fences && node.History.Values.Any(history => history.State == Running.Stuck);
}
