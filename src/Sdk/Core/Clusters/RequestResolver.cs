namespace Scalewright.Clusters;

/// <summary>Adds the required facts of nodes to a request before nodes are selected.</summary>
internal delegate Task<PartitionRequest> RequestResolver(
    PartitionRequest request, IReadOnlyList<Node> nodes, CancellationToken cancellationToken);
