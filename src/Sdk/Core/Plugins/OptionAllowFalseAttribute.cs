namespace Scalewright.Plugins;

/// <summary>
/// Allows <c>false</c> for an option: the option is then null, regardless of its default. Requires a nullable type.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class OptionAllowFalseAttribute : Attribute;
