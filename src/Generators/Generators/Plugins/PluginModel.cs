using Scalewright.Generators.Options;

namespace Scalewright.Generators.Plugins;

/// <summary>Plugin declaration, as text.</summary>
/// <param name="Assembly">Name of the declaring assembly.</param>
/// <param name="Type">The plugin class, fully qualified with <c>global::</c>.</param>
/// <param name="Name">Name in profiles.</param>
/// <param name="Version">Version of the plugin.</param>
/// <param name="Deprecated">Reason for the deprecation. Null: not deprecated.</param>
internal sealed record PluginModel(string Assembly, string Type, string Name, string Version, string? Deprecated)
{
    public RecordModel? Options { get; init; }
}
