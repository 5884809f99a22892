using Scalewright.Clusters;

namespace Scalewright.Providers.Slurm.Elastic;

/// <summary>A node that is ready for slurmd.</summary>
/// <param name="Node">The node.</param>
/// <param name="IsBooting">True when Slurm waits for it to boot; false when it knows it with its jobs, which a second boot would end.</param>
public sealed record ElasticNode(Node Node, bool IsBooting);
