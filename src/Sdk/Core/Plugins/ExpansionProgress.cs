namespace Scalewright.Plugins;

/// <summary>Progress of a profile's expansion.</summary>
/// <param name="Profile">Name of the profile.</param>
/// <param name="CompletedNodes">Number of nodes expanded so far.</param>
/// <param name="TotalNodes">Total number of nodes.</param>
public readonly record struct ExpansionProgress(string Profile, int CompletedNodes, int TotalNodes);
