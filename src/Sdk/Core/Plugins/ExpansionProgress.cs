namespace Scalewright.Plugins;

/// <summary>Progress of a profile's expansion.</summary>
/// <param name="Profile">Name of the profile.</param>
/// <param name="NodesDone">Number of nodes expanded so far.</param>
/// <param name="NodesTotal">Total number of nodes.</param>
public readonly record struct ExpansionProgress(string Profile, int NodesDone, int NodesTotal);
