using System.ComponentModel;

namespace Scalewright.Plugins;

/// <summary>Names a plugin of an assembly, so that programs that reference it find it at compile time. Written by the generator.</summary>
/// <param name="registry">Full name of the assembly's generated registry, a static class with <c>Entries</c>.</param>
/// <param name="type">Full name of the plugin class.</param>
/// <param name="name">The plugin's name.</param>
/// <param name="version">The plugin's version.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class ScalePluginExportAttribute(string registry, string type, string name, string version) : Attribute
{
    /// <summary>Full name of the assembly's generated registry.</summary>
    public string Registry { get; } = registry;

    /// <summary>Full name of the plugin class.</summary>
    public string Type { get; } = type;

    /// <summary>The plugin's name.</summary>
    public string Name { get; } = name;

    /// <summary>The plugin's version.</summary>
    public string Version { get; } = version;
}
