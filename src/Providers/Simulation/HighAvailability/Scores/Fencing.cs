namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Which nodes are fenced now.</summary>
internal static class Fencing
{
    public static ValueList<string> Due(ScoreState state) => state.Nodes.Keys.Where(node => MustBe(state, node) && MayBe(state, node)).ToValueList();

    /// <summary>Whether something can fence it.</summary>
    public static bool MayBe(ScoreState state, string node)
    {
        ScoreOptions options = state.Configuration.Options;
        return options.Fences && !options.IsInMaintenance && state.Configuration.HasFenceDevice
            && (state.HasQuorum || options.WithoutQuorum == QuorumPolicy.Ignore || state.Nodes[node].Membership == Membership.Online);
    }

    private static bool MustBe(ScoreState state, string node) => state.HealthOf(node) == NodeHealth.Unclean || MustFenceItself(state, node);

    // Pacemaker Explained, cluster options, no-quorum-policy: "suicide: fence all nodes in the affected cluster partition".
    // Its scheduler takes "stop" instead as long as the cluster "has never had quorum".
    private static bool MustFenceItself(ScoreState state, string node) =>
        state is { HasQuorum: false, HadQuorum: true } && state.Configuration.Options.WithoutQuorum == QuorumPolicy.Suicide && state.Nodes[node].Membership == Membership.Online;
}
