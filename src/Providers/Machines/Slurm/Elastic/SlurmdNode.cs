using Scalewright.Clusters;

namespace Scalewright.Providers.Slurm.Elastic;

/// <summary>A node that is ready for slurmd.</summary>
/// <param name="Node">The node.</param>
/// <param name="IsBooting">True if Slurm waits for the node to boot. False if Slurm knows the node and its jobs, which
/// a second boot would end.</param>
public sealed record SlurmdNode(Node Node, bool IsBooting);
