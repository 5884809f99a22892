namespace Scalewright.Providers.Grid5000.Jobs;

/// <summary>Nodes as resources.</summary>
internal static class NodeView
{
    /// <summary>The nodes that are there, in the order in which they were made.</summary>
    public static ValueList<Resource> InOrder(IEnumerable<(PlacedNode Node, ResourceState State)> nodes, DateTimeOffset now, TimeSpan notice) =>
    [
        .. nodes.Select(entry => ToResource(entry.Node, entry.State, now, notice)).OrderBy(resource => resource.CreatedAt).ThenBy(resource => resource.Id, StringComparer.Ordinal),
    ];

    /// <summary>The nodes that somebody must still care for. Of a job that lives on with all of its nodes given back, the last one is shown: it is to be given back again.</summary>
    public static ValueList<PlacedNode> There(ValueList<PlacedNode> nodes) =>
    [
        .. nodes.Where(node => node.Job.State != "terminated").GroupBy(node => (node.Id.Site, node.Job.Uid)).SelectMany(job =>
        {
            PlacedNode[] left = [.. job.Where(node => node.RemovedBy is null)];
            return left.Length > 0 ? left : JobState.IsEnding(job.First().Job) ? [] : [job.MaxBy(node => node.RemovedBy)!];
        }),
    ];

    public static Resource ToResource(PlacedNode node, ResourceState state, DateTimeOffset now, TimeSpan notice) =>
        new(node.Id.ToString(), node.Tag, state, DateTimeOffset.FromUnixTimeSeconds(node.Job.SubmittedAt))
        {
            Cloud = node.Mark.Cluster is { } cluster ? $"{node.Id.Site}/{cluster}" : node.Id.Site,
            EndsAt = state != ResourceState.Leaving ? LeaseEnds.Told(JobState.TimeOf(node.Job.StartedAt), JobState.EndOf(node.Job), notice, now) : null,
        };
}
