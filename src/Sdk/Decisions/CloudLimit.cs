namespace Scalewright.Decisions;

/// <summary>Limit and rank of a cloud in a domain, for <see cref="TopologyDomainExtensions.WithClouds"/>.</summary>
/// <param name="Name">Name of the cloud.</param>
/// <param name="MaxNodes">Maximum number of nodes; -1 for no limit.</param>
/// <param name="Rank">Position in the order of preference, starting at 1.</param>
public sealed record CloudLimit(string Name, int MaxNodes, int Rank);
