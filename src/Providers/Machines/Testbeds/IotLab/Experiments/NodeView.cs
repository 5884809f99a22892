namespace Scalewright.Providers.IotLab.Experiments;

/// <summary>Nodes as resources.</summary>
/// <param name="nodes">What is known of them.</param>
/// <param name="options">When their end is told.</param>
internal sealed class NodeView(NodeShelf nodes, IotLabOptions options)
{
    /// <summary>Nodes in the order in which they were made.</summary>
    public ValueList<Resource> InOrder(IEnumerable<PlacedNode> all) => [.. all.Select(ToResource).OrderBy(resource => resource.CreatedAt).ThenBy(resource => resource.Id, StringComparer.Ordinal)];

    public Resource ToResource(PlacedNode node)
    {
        DateTimeOffset now = options.Clock.GetUtcNow();
        ResourceState state = nodes.StateOf(node, now);
        return new Resource(node.Id, node.Tag, state, node.CreatedAt)
        {
            Cloud = node.Mark.Place,
            EndsAt = state is not (ResourceState.Leaving or ResourceState.Failed) && node.Experiment is { } experiment
                ? LeaseEnds.Told(ExperimentState.TimeOf(experiment.StartDate), ExperimentState.EndOf(experiment), options.EndNotice, now) : null,
        };
    }
}
