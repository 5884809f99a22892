namespace Scalewright.Plugins;

/// <summary>Registers a plugin at compile time: a sealed class derived from <see cref="ScalePlugin"/>. That is all there is to do.</summary>
/// <param name="name">Name that profiles use: lower-case letters, digits and underscores, a letter first.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ScalePluginAttribute(string name) : Attribute
{
    /// <summary>Name that profiles use.</summary>
    public string Name { get; } = name;

    /// <summary>Version: numbers joined by dots; default <c>1.0.0</c>. Several versions of a name may live side by side.</summary>
    public string Version { get; init; } = "1.0.0";

    /// <summary>Why not to use this version any more, and what to use instead; null: not deprecated.</summary>
    public string? Deprecated { get; init; }
}
