using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Topologies;

namespace FarmBenchmarks;

internal static class MeasuredFarm
{
    /// <summary>The given number of plain nodes, starting with <c>node-1</c>.</summary>
    public static Topology Plan(int nodes) => Topology.Create("farm").AddProfile(Profile.Create("farm").WithCount(nodes).Build()).Build();
}
