using Scalewright.Clusters;

namespace Scalewright.Providers.Slurm.Elastic;

/// <summary>A node that is ready for slurmd.</summary>
/// <param name="Node">The node.</param>
/// <param name="IsBooting">True if Slurm waits for the node to boot. False if the node is already registered; a second
/// boot would end its jobs.</param>
public sealed record SlurmdNode(Node Node, bool IsBooting);
