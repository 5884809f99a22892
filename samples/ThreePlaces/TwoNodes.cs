using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Topologies;

namespace ThreePlaces;

/// <summary>What the story makes in each place.</summary>
internal static class TwoNodes
{
    /// <summary>Two nodes, <c>v2-node-1</c> and <c>v2-node-2</c>.</summary>
    public static Topology Plan() => Topology.Create("places").AddProfile(Profile.Create("web").WithCount(2).Build()).Build();
}
