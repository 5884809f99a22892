using Scalewright;
using Scalewright.Providers.Simulation.HighAvailability.Scores;

namespace Simulation.Tests.HighAvailability.Pacemaker;

/// <summary>Plays one random cluster in our model and in Pacemaker's scheduler, step by step.</summary>
internal static class OracleRun
{
    /// <summary>Plays the cluster of a seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="folder">A folder of its own.</param>
    /// <returns>The first difference with its step; null when there is none.</returns>
    public static async Task<string?> DifferenceAsync(int seed, string folder)
    {
        RandomCluster cluster = RandomCluster.Of(seed);
        CrmSimulate oracle = new(folder);
        ScoreState state = ScoreState.Of(cluster.Configuration);
        for (int step = 0; step < cluster.Steps.Count; step++)
        {
            ValueList<ScoreEvent> events = Possible(cluster.Steps[step], state);
            ScoreOutcome outcome = ScoreModel.Apply(state, events);
            ClusterPicture expected = await oracle.ApplyAsync(outcome.State, events);
            if (ClusterPicture.Difference(expected, ClusterPicture.Of(outcome)) is { } difference)
            {
                return $"step {step}, after {string.Join(", ", events.Select(Text))}: {difference}";
            }

            state = outcome.State;
        }

        return null;
    }

    /// <summary>The events that a cluster in this state can see.</summary>
    public static ValueList<ScoreEvent> Possible(ValueList<ScoreEvent> events, ScoreState state) =>
        events.Select(happening => Placed(happening, state)).Where(happening => CanHappen(happening, state)).ToValueList();

    /// <summary>A resource is found broken where it runs.</summary>
    private static ScoreEvent Placed(ScoreEvent happening, ScoreState state) => happening.Kind == ScoreEventKind.MonitorFailure
        ? happening with { Node = state.PlacesOf(happening.Resource).FirstOrDefault("") }
        : happening;

    private static bool CanHappen(ScoreEvent happening, ScoreState state) => happening.Kind switch
    {
        ScoreEventKind.NodeUp => state.Nodes[happening.Node].Membership != Membership.Online,
        ScoreEventKind.NodeDown or ScoreEventKind.NodeFail => state.Nodes[happening.Node].Membership == Membership.Online,
        ScoreEventKind.MonitorFailure => happening.Node.Length > 0 && state.HealthOf(happening.Node) == NodeHealth.Online,
        _ => true,
    };

    public static string Text(ScoreEvent happening) =>
        string.Join(' ', new[] { $"{happening.Kind}", happening.Node, happening.Resource, happening.Name, happening.Value, $"{happening.IsOn}", $"{happening.Number}" }
            .Where(word => word is not ("" or "0" or "False")));
}
