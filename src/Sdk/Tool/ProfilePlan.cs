using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Topologies;

namespace Scalewright.Tool;

/// <summary>Content of a profile file.</summary>
/// <param name="Profiles">Profiles in file order.</param>
/// <param name="Plugins">Plugins that expanded the profiles to the topology.</param>
internal sealed record ProfilePlan(Topology Topology, ValueList<Profile> Profiles, PluginList Plugins);
