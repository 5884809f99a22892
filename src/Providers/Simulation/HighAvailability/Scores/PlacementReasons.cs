namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

internal sealed class PlacementReasons(PacemakerState state, SchedulingState board)
{
    public ValueList<PlacementReason> All() => board.Parts.DistinctBy(part => part.Id, StringComparer.Ordinal)
        .OrderBy(part => part.Id, StringComparer.Ordinal)
        .Select(Of)
        .ToValueList();

    private PlacementReason Of(PrimitiveInstance part)
    {
        ValueList<string> places = state.GetActiveNodes(part.Id);
        (PlacementCause cause, string text) = Find(part, places);
        return new PlacementReason(part.Id, places, cause, text);
    }

    private (PlacementCause Cause, string Text) Find(PrimitiveInstance part, ValueList<string> places)
    {
        if (places.FirstOrDefault(place => state.GetNodeStatus(place) == PacemakerNodeStatus.Unclean) is { } unclean)
        {
            return (PlacementCause.WaitingForFencing, $"{unclean} must be fenced first, but cannot be fenced");
        }

        if (part.IsBlocked)
        {
            return (PlacementCause.WaitingForFencing,
                "its stop failed, and nothing can fence the node; a clean-up lets it be tried again");
        }

        if (part.IsLeftAlone)
        {
            string why = board.Options.IsMaintenanceMode ? "the cluster is in maintenance" : "it is not managed";
            return board.LacksFenceDevice
                ? (PlacementCause.NoFenceDevice, "fencing is on and there is no fence device")
                : (PlacementCause.Unmanaged, why);
        }

        return places.Count > 0 ? (PlacementCause.Score, ScoresOf(part)) : WhyNowhere(part);
    }

    private (PlacementCause Cause, string Text) WhyNowhere(PrimitiveInstance part)
    {
        if (part.Meta.IsStopped || board.Options.StopsAllResources)
        {
            return (PlacementCause.Stopped,
                part.Meta.IsStopped ? "its target role is Stopped" : "all resources shall be stopped");
        }

        if (!state.HasQuorum && board.Options.NoQuorumPolicy != QuorumPolicy.Ignore)
        {
            return (PlacementCause.NoQuorum, $"there is no quorum, and the policy is {board.Options.NoQuorumPolicy}");
        }

        if (part.Node != PrimitiveInstance.Nowhere)
        {
            return (PlacementCause.NeedsOther, "a required resource does not run");
        }

        if (!Array.Exists(board.Health, health => health == PacemakerNodeStatus.Online))
        {
            return (PlacementCause.NoNode, "no node is online");
        }

        return part.LacksRoom
            ? (PlacementCause.NoCapacity, "no node has room for " + part.Resource.Utilization)
            : (PlacementCause.Banned, ScoresOf(part));
    }

    private string ScoresOf(PrimitiveInstance part) => "its scores are "
        + string.Join(", ", board.Names.Select((name, node) => $"{name} {Shown(node, part.Scores[node])}"));

    private string Shown(int node, int score) => !board.IsAvailable(node) ? "out" : score switch
    {
        PrimitiveInstance.NotListed => "not allowed",
        <= -Score.Infinity => "-INFINITY",
        >= Score.Infinity => "INFINITY",
        _ => $"{score}",
    };
}
