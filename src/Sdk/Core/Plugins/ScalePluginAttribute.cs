namespace Scalewright.Plugins;

/// <summary>Registers a plugin at compile time: a sealed class derived from <see cref="ScalePlugin"/>.</summary>
/// <param name="name">Name in profiles: lower-case letters, digits and underscores, starting with a letter.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ScalePluginAttribute(string name) : Attribute
{
    /// <summary>Name in profiles.</summary>
    public string Name { get; } = name;

    /// <summary>Version: numbers separated by dots. Default <c>1.0.0</c>. A plugin may have several versions.</summary>
    public string Version { get; init; } = "1.0.0";

    /// <summary>Reason for the deprecation and the replacement. Null: not deprecated.</summary>
    public string? DeprecationReason { get; init; }
}
