using System.ComponentModel;

namespace Scalewright.Plugins;

/// <summary>
/// Declares a plugin of an assembly for the compilation of referencing programs. Added by the generator.
/// </summary>
/// <param name="registry">Full name of the assembly's generated registry, a static class with <c>Entries</c>.</param>
/// <param name="type">Full name of the plugin class.</param>
/// <param name="name">Name of the plugin.</param>
/// <param name="version">Version of the plugin.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class ScalePluginExportAttribute(string registry, string type, string name, string version) : Attribute
{
    /// <summary>Full name of the assembly's generated registry.</summary>
    public string Registry { get; } = registry;

    /// <summary>Full name of the plugin class.</summary>
    public string Type { get; } = type;

    /// <summary>Name of the plugin.</summary>
    public string Name { get; } = name;

    /// <summary>Version of the plugin.</summary>
    public string Version { get; } = version;
}
