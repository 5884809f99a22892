using Scalewright.Generators.Options;

namespace Scalewright.Generators.Plugins;

/// <summary>One plugin declaration, as text.</summary>
/// <param name="Assembly">Name of the assembly that declares it.</param>
/// <param name="Type">The plugin class, fully qualified with <c>global::</c>.</param>
/// <param name="Name">Name that profiles use.</param>
/// <param name="Version">Its version.</param>
/// <param name="Deprecated">Why not to use it any more; null: not deprecated.</param>
public sealed record PluginModel(string Assembly, string Type, string Name, string Version, string? Deprecated)
{
    /// <summary>The plugin's options record; null when it has none.</summary>
    public RecordModel? Options { get; init; }
}
