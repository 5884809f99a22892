using System.Globalization;
using PhenixScaleApp.Logs;
using Scalewright;
using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Topologies;

namespace PhenixScaleApp.Corrected;

/// <summary>Log messages of both stages.</summary>
internal static class StageLog
{
    /// <summary>Logs the plugins that are compiled into this program.</summary>
    public static void Plugins(AppLog log)
    {
        log.Debug("Discovering plugins that are compiled into this program...");
        foreach (PluginEntry entry in ScalePlan.Plugins.Entries)
        {
            log.Debug($"Loaded plugin: {entry}");
        }
    }

    /// <summary>Logs each profile with its plugin, the configuration of the plugin, and the number of nodes.</summary>
    public static void Profiles(Topology topology, ValueList<Profile> profiles, AppLog log)
    {
        foreach (Profile profile in profiles)
        {
            NodeGroup group = topology.Groups[profile.Name];
            PluginEntry entry = GetEntry(group);
            string name = TextEscaping.Escape(profile.Name);
            log.Info($"Processing profile '{name}' with plugin '{entry.Name}'");
            log.Info($"Using {entry.Name} plugin v{entry.Version} for profile '{name}'");
            if (log.IsEnabled(LogLevel.Debug))
            {
                log.Debug($"Loaded plugin instance: {entry} (requested: {TextEscaping.Escape(profile.Plugin.ToString() ?? "")})");
                log.Debug($"Plugin '{entry}' configuration: {FormatFields(profile)}{TextEscaping.Escape(entry.Create().Describe(profile))}");
            }

            log.Info($"Profile '{name}': Scaling {group.Nodes.Count} nodes.");
        }
    }

    public static PluginEntry GetEntry(NodeGroup group) => ScalePlan.Plugins.Entries.First(candidate => candidate.ToString() == group.Plugin);

    private static string FormatFields(Profile profile) => string.Create(
        CultureInfo.InvariantCulture,
        $"count={profile.Count} containers={profile.ContainerCount} containers_per_node={profile.ContainersPerNode ?? 0} hostname_prefix={TextEscaping.Escape(profile.HostnamePrefix ?? "")} ");

    /// <summary>Formats the time elapsed since <paramref name="start"/>, in milliseconds.</summary>
    public static string Elapsed(TimeProvider clock, long start) =>
        string.Create(CultureInfo.InvariantCulture, $"{clock.GetElapsedTime(start).TotalMilliseconds:0} ms");
}
