namespace Scalewright.Topologies;

/// <summary>A file that is put into a node before it starts.</summary>
/// <param name="Source">
/// Path on the machine that provisions; of a file that the plugin writes: <c>host/path</c> below the folder of the scripts.
/// </param>
/// <param name="Destination">Absolute path inside the node.</param>
public sealed record FileInjection(string Source, string Destination);
