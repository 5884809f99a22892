namespace Scalewright.Hosting;

/// <summary>Notes that the container has a cluster of a name, since keys cannot be listed.</summary>
/// <param name="Value">The name.</param>
internal sealed record ClusterName(string Value);
