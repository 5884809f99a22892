namespace Scalewright.Plugins;

/// <summary>How far the expansion of a profile is.</summary>
/// <param name="Profile">The profile's name.</param>
/// <param name="NodesDone">Nodes described so far.</param>
/// <param name="NodesTotal">Nodes the profile becomes.</param>
public readonly record struct ExpansionProgress(string Profile, int NodesDone, int NodesTotal);
