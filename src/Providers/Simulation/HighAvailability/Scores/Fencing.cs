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

    private static bool MustFenceItself(ScoreState state, string node) =>
        !state.HasQuorum && state.Configuration.Options.WithoutQuorum == QuorumPolicy.Suicide && state.Nodes[node].Membership == Membership.Online;
}
