namespace Scalewright.Topologies;

/// <summary>File that is copied to a node before it starts.</summary>
/// <param name="Source">Path on the provisioning machine, or <c>host/path</c> for a file that the plugin
/// writes.</param>
/// <param name="Destination">Absolute path on the node.</param>
public sealed record FileInjection(string Source, string Destination);
