namespace Scalewright.Decisions;

/// <summary>A cloud of a domain and its place in the order of preference, as <see cref="TopologyDomains.WithClouds"/> takes it.</summary>
/// <param name="Name">The cloud's name.</param>
/// <param name="NodesMax">How many nodes it may have; -1 for no limit.</param>
/// <param name="Rank">Its place, from 1.</param>
public sealed record CloudLimit(string Name, int NodesMax, int Rank);
