namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>State of a cluster. Immutable.</summary>
public sealed record PacemakerState
{
    private PacemakerState(PacemakerConfiguration configuration, ValueMap<PacemakerNodeState> nodes) =>
        (Configuration, Nodes) = (configuration, nodes);

    /// <summary>Configuration of the cluster.</summary>
    public PacemakerConfiguration Configuration { get; init; }

    /// <summary>Nodes by name.</summary>
    public ValueMap<PacemakerNodeState> Nodes { get; init; }

    /// <summary>Indicates whether the cluster has quorum. Default true.</summary>
    public bool HasQuorum { get; init; } = true;

    /// <summary>True if the cluster ever had quorum. Otherwise, its nodes do not fence themselves.</summary>
    internal bool HadQuorum { get; init; }

    /// <summary>Creates the state of a cluster in which no node was seen yet.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <exception cref="ArgumentException">The configuration contains a meta attribute, value or combination that the
    /// model does not implement, or a name that does not exist or is repeated; the message lists all.</exception>
    public static PacemakerState Create(PacemakerConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ConfigurationCheck.Check(configuration);
        return new PacemakerState(
            configuration,
            configuration.Nodes.Select(node => KeyValuePair.Create(node.Name, new PacemakerNodeState())).ToValueMap()
        );
    }

    /// <summary>Returns the health of a node.</summary>
    /// <param name="name">Name of the node.</param>
    /// <exception cref="KeyNotFoundException">The node does not exist.</exception>
    public PacemakerNodeStatus GetNodeStatus(string name)
    {
        (PacemakerNodeState node, PacemakerOptions options) = (Nodes[name], Configuration.Options);
        return node.Membership switch
        {
            MembershipState.NeverSeen or MembershipState.Left when IsThoughtActive(node) => PacemakerNodeStatus.Unclean,
            MembershipState.NeverSeen when options is { IsStonithEnabled: true, IsStartupFencing: true } => PacemakerNodeStatus.Unclean,
            MembershipState.Lost when options.IsStonithEnabled => PacemakerNodeStatus.Unclean,
            MembershipState.NeverSeen or MembershipState.Lost or MembershipState.Left => PacemakerNodeStatus.Offline,
            _ when MustFence(node) => PacemakerNodeStatus.Unclean,
            _ => node.IsStandby ? PacemakerNodeStatus.Standby : PacemakerNodeStatus.Online,
        };
    }

    /// <summary>Returns the names of the nodes that run a resource, member or copy.</summary>
    /// <param name="resource">ID of the resource.</param>
    public ValueList<string> GetActiveNodes(string resource) =>
        Nodes.Where(node => Counts(node.Value) && Runs(node.Value, resource)).Select(node => node.Key).ToValueList();

    /// <summary>Returns true if a part may start. Without quorum, the policy decides.</summary>
    internal bool CanStart(bool runsAlready) =>
        HasQuorum
        || Configuration.Options.NoQuorumPolicy switch
        {
            QuorumPolicy.Ignore => true,
            QuorumPolicy.Freeze => runsAlready,
            _ => false,
        };

    internal PacemakerState With(string name, PacemakerNodeState node) => this with { Nodes = Nodes.With(name, node) };

    /// <summary>Returns true if the node's history counts. Without fencing, a lost node runs nothing.</summary>
    internal bool Counts(PacemakerNodeState node) =>
        node.Membership == MembershipState.Online
        || (Configuration.Options.IsStonithEnabled && node.Membership == MembershipState.Lost)
        || IsThoughtActive(node);

    internal bool Runs(PacemakerNodeState node, string resource) =>
        node.FindHistory(resource).State switch
        {
            ResourceRunState.Stopped => false,
            ResourceRunState.NotRunning => IsManaged(resource),
            _ => true,
        };

    private bool IsManaged(string resource) =>
        Configuration.Resources.Any(unit =>
            unit.All.Any(part => part.Id == resource && PrimitiveMeta.Create(part, unit, Configuration).IsManaged)
        );

    // Pacemaker fences an offline node again when it reports resources as running.
    private bool IsThoughtActive(PacemakerNodeState node) =>
        Configuration.Options.IsStonithEnabled
        && node.Membership is MembershipState.NeverSeen or MembershipState.Left
        && Configuration.Resources.Any(unit =>
            unit.All.Any(part =>
                node.FindHistory(part.Id).State != ResourceRunState.Stopped && PrimitiveMeta.Create(part, unit, Configuration).IsManaged
            )
        );

    private bool MustFence(PacemakerNodeState node) =>
        Configuration.Options.IsStonithEnabled && node.History.Values.Any(history => history.State == ResourceRunState.StopFailed);
}
