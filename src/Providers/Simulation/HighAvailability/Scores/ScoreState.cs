namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>State of a cluster. Immutable.</summary>
public sealed record ScoreState
{
    private ScoreState(ScoreConfiguration configuration, ValueMap<ScoreNodeState> nodes) => (Configuration, Nodes) = (configuration, nodes);

    /// <summary>Configuration of the cluster.</summary>
    public ScoreConfiguration Configuration { get; init; }

    /// <summary>Nodes by name.</summary>
    public ValueMap<ScoreNodeState> Nodes { get; init; }

    /// <summary>Indicates whether the cluster has quorum. Default true.</summary>
    public bool HasQuorum { get; init; } = true;

    /// <summary>True if the cluster ever had quorum. Otherwise, its nodes do not fence themselves.</summary>
    internal bool HadQuorum { get; init; }

    /// <summary>Creates the state of a cluster in which no node was seen yet.</summary>
    /// <param name="configuration">The configuration.</param>
    public static ScoreState Of(ScoreConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new ScoreState(configuration, configuration.Nodes.Select(node => KeyValuePair.Create(node.Name, new ScoreNodeState())).ToValueMap());
    }

    /// <summary>Returns the health of a node.</summary>
    /// <param name="name">Name of the node.</param>
    /// <exception cref="KeyNotFoundException">The node does not exist.</exception>
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

    /// <summary>Returns the names of the nodes that run a resource, member or copy.</summary>
    /// <param name="resource">ID of the resource.</param>
    public ValueList<string> PlacesOf(string resource) =>
        Nodes.Where(node => Counts(node.Value) && Runs(node.Value, resource)).Select(node => node.Key).ToValueList();

    /// <summary>Returns true if a part may start. Without quorum, the policy decides.</summary>
    internal bool MayStart(bool runsAlready) => HasQuorum || Configuration.Options.WithoutQuorum switch
    {
        QuorumPolicy.Ignore => true,
        QuorumPolicy.Freeze => runsAlready,
        _ => false,
    };

    internal ScoreState With(string name, ScoreNodeState node) => this with { Nodes = Nodes.With(name, node) };

    /// <summary>Returns true if the node's history counts. Without fencing, a lost node runs nothing.</summary>
    internal bool Counts(ScoreNodeState node) => node.Membership == Membership.Online || (Configuration.Options.Fences && node.Membership == Membership.Lost) || IsThoughtActive(node);

    internal bool Runs(ScoreNodeState node, string resource) => node.Of(resource).State switch
    {
        Running.No => false,
        Running.Gone => IsManaged(resource),
        _ => true,
    };

    private bool IsManaged(string resource) =>
        Configuration.Resources.Any(unit => unit.All.Any(part => part.Id == resource && PartMeta.Of(part, unit, Configuration).IsManaged));

    // Pacemaker fences an offline node again when it reports resources as running.
    private bool IsThoughtActive(ScoreNodeState node) => Configuration.Options.Fences && node.Membership is Membership.Unseen or Membership.Left
        && Configuration.Resources.Any(unit => unit.All.Any(part => node.Of(part.Id).State != Running.No && PartMeta.Of(part, unit, Configuration).IsManaged));

    private bool MustFence(ScoreNodeState node) => Configuration.Options.Fences && node.History.Values.Any(history => history.State == Running.Stuck);
}
