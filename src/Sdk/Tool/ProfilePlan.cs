using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Topologies;

namespace Scalewright.Tool;

/// <summary>What a profile file describes.</summary>
/// <param name="Profiles">The profiles, in their order.</param>
/// <param name="Plugins">The plugins that made one of the other.</param>
internal sealed record ProfilePlan(Topology Topology, ValueList<Profile> Profiles, PluginList Plugins);
