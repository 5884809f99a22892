namespace Scalewright.Plugins;

/// <summary>Gives an option another key than its property's name in snake_case.</summary>
/// <param name="key">The key as profiles write it; dots lead into nested maps, as in <c>container_template.external_network</c>.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class OptionKeyAttribute(string key) : Attribute
{
    /// <summary>The key as profiles write it.</summary>
    public string Key { get; } = key;
}
