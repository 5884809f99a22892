using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Topologies;

namespace FarmBenchmarks;

/// <summary>The farm that is measured.</summary>
internal static class MeasuredFarm
{
    /// <summary>So many plain nodes, from <c>v2-node-1</c> on.</summary>
    public static Topology Plan(int nodes) => Topology.Create("farm").AddProfile(Profile.Create("farm").WithCount(nodes).Build()).Build();
}
