namespace Scalewright.Plugins;

/// <summary>
/// Allows <c>false</c> for an option, which then is null despite its default. Requires a nullable type.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class OptionOffAttribute : Attribute;
