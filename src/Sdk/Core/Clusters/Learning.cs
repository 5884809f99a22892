namespace Scalewright.Clusters;

/// <summary>Adds to a request what must be found out about nodes before some are chosen.</summary>
internal delegate Task<PartitionRequest> Learning(PartitionRequest request, IReadOnlyList<Node> nodes, CancellationToken cancellationToken);
