using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Topologies;

namespace FarmTests;

internal static class SmallFarm
{
    /// <summary>Five nodes, <c>node-1</c> to <c>node-5</c>.</summary>
    public static Topology Plan() => Topology.Create("farm").AddProfile(Profile.Create("farm").WithCount(5).Build()).Build();
}
