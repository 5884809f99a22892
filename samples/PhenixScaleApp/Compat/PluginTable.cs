using PhenixScaleApp.Compat.Turbines;
using PhenixScaleApp.Documents;
using PhenixScaleApp.Logs;
using Scalewright.Documents;

namespace PhenixScaleApp.Compat;

/// <summary>The plugins of the reference by name and version.</summary>
internal static class PluginTable
{
    public static IReadOnlyList<string> Names { get; } = ["builtin", "wind_turbine"];

    /// <summary>Finds a plugin.</summary>
    /// <param name="name">The name in the profile.</param>
    /// <param name="version">An exact version, or <c>latest</c> for the highest one.</param>
    /// <returns>The version of the plugin.</returns>
    /// <exception cref="ReferenceException">The plugin does not exist.</exception>
    public static string Find(Value name, string version)
    {
        string text = Loose.Text(name);
        string[] versions = (name as ScalarValue)?.Kind == ScalarKind.Text ? Versions(text) : [];
        if (versions.Length == 0)
        {
            throw Unknown(text, $"Plugin '{text}' not found.");
        }

        return version == "latest" ? versions[^1]
            : versions.Contains(version) ? version
            : throw Unknown(text, $"Plugin '{text}' version '{version}' not found.");
    }

    /// <summary>Logs the available plugins.</summary>
    public static void Discover(AppLog log)
    {
        log.Debug("Discovering plugins via 'phenix.scale.plugins' entry points...");
        foreach (string name in Names)
        {
            log.Debug($"Loaded plugin from entry point: {name}");
        }
    }

    /// <summary>Finds the plugin of a profile and logs it.</summary>
    /// <param name="log">Receives a warning if the plugin is deprecated.</param>
    /// <returns>Name and version.</returns>
    /// <exception cref="ReferenceException">The plugin does not exist.</exception>
    public static (string Name, string Version) Load(MapValue profile, AppLog log)
    {
        string asked = ProfileList.PluginVersion(profile);
        string version = Find(ProfileList.PluginName(profile), asked);
        string name = Loose.Text(ProfileList.PluginName(profile));
        if (name == "builtin" && version == "1.0.0")
        {
            log.Warning($"Plugin '{name}' version '{version}' is deprecated.");
        }

        log.Debug($"Loaded plugin instance: {ClassOf(name, version)} (requested: {asked})");
        return (name, version);
    }

    /// <summary>Reads a profile with its plugin.</summary>
    /// <exception cref="ReferenceException">Fields are invalid. The message lists all of them.</exception>
    public static ProfilePlan Plan(string name, string version, MapValue profile, Experiment experiment, bool dryRun, AppLog log) =>
        name == "builtin" ? BuiltinPlan.Read(profile, version) : WindPlan.Read(profile, experiment, dryRun, log);

    private static string ClassOf(string name, string version) =>
        name != "builtin" ? "WindTurbine" : version == "1.0.0" ? "BuiltinV1" : "BuiltinV2";

    private static string[] Versions(string name) => name switch
    {
        "builtin" => ["1.0.0", "2.0.0"],
        "wind_turbine" => ["1.0.0"],
        _ => [],
    };

    private static ReferenceException Unknown(string name, string found) =>
        new("ValueError", $"Failed to load scale plugin '{name}': {found}. Available: [{string.Join(", ", Names.Select(known => $"'{known}'"))}]");
}
