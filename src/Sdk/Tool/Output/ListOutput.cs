using System.ComponentModel;

namespace Scalewright.Tool.Output;

/// <summary>Result of 'list'.</summary>
[Description("Result of 'list'.")]
internal sealed record ListOutput(
    [property: Description("The clusters, by folder or by name.")] IReadOnlyList<ClusterOutput> Clusters);
