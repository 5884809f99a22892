namespace Scalewright.Plugins;

/// <summary>Sets the key of an option. The default is the property's name in snake_case.</summary>
/// <param name="key">Key in profiles. Dots address nested maps: <c>container_template.external_network</c>.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class OptionKeyAttribute(string key) : Attribute
{
    /// <summary>Key in profiles.</summary>
    public string Key { get; } = key;
}
