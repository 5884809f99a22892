namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

internal sealed class PlacementReasons(PacemakerState state, SchedulingState scheduling)
{
    public ValueList<PlacementReason> All() =>
        scheduling
            .Parts.DistinctBy(part => part.Id, StringComparer.Ordinal)
            .OrderBy(part => part.Id, StringComparer.Ordinal)
            .Select(Create)
            .ToValueList();

    private PlacementReason Create(PrimitiveInstance part)
    {
        ValueList<string> nodes = state.GetActiveNodes(part.Id);
        (PlacementCause cause, string text) = Find(part, nodes);
        return new PlacementReason(part.Id, nodes, cause, text);
    }

    private (PlacementCause Cause, string Text) Find(PrimitiveInstance part, ValueList<string> nodes)
    {
        if (nodes.FirstOrDefault(node => state.GetNodeStatus(node) == PacemakerNodeStatus.Unclean) is { } unclean)
        {
            return (PlacementCause.WaitingForFencing, $"{unclean} must be fenced first, but cannot be fenced");
        }

        if (part.IsBlocked)
        {
            return (PlacementCause.WaitingForFencing, "its stop failed, and nothing can fence the node; a cleanup allows a retry");
        }

        if (part.IsLeftUnchanged)
        {
            string reason = scheduling.Options.IsMaintenanceMode ? "the cluster is in maintenance" : "it is not managed";
            return scheduling.LacksFenceDevice
                ? (PlacementCause.NoFenceDevice, "fencing is enabled without a fence device")
                : (PlacementCause.Unmanaged, reason);
        }

        return nodes.Count > 0 ? (PlacementCause.Score, FormatScores(part)) : WhyNowhere(part);
    }

    private (PlacementCause Cause, string Text) WhyNowhere(PrimitiveInstance part)
    {
        if (part.Meta.IsStopped || scheduling.Options.StopsAllResources)
        {
            return (PlacementCause.Stopped, part.Meta.IsStopped ? "its target role is Stopped" : "all resources shall be stopped");
        }

        if (!state.HasQuorum && scheduling.Options.NoQuorumPolicy != QuorumPolicy.Ignore)
        {
            return (PlacementCause.NoQuorum, $"there is no quorum, and the policy is {scheduling.Options.NoQuorumPolicy}");
        }

        if (part.Node != PrimitiveInstance.NoNode)
        {
            return (PlacementCause.NeedsOther, "a required resource does not run");
        }

        if (!Array.Exists(scheduling.Health, health => health == PacemakerNodeStatus.Online))
        {
            return (PlacementCause.NoNode, "no node is online");
        }

        return part.LacksCapacity
            ? (PlacementCause.NoCapacity, "no node has the capacity for " + part.Resource.Utilization)
            : (PlacementCause.Banned, FormatScores(part));
    }

    private string FormatScores(PrimitiveInstance part) =>
        "its scores are " + string.Join(", ", scheduling.Names.Select((name, node) => $"{name} {Shown(node, part.Scores[node])}"));

    private string Shown(int node, int score) =>
        !scheduling.IsAvailable(node)
            ? "out"
            : score switch
            {
                PrimitiveInstance.NotAllowed => "not allowed",
                <= -Score.Infinity => "-INFINITY",
                >= Score.Infinity => "INFINITY",
                _ => string.Create(CultureInfo.InvariantCulture, $"{score}"),
            };
}
