namespace Scalewright.Plugins;

/// <summary>Lets a profile write <c>false</c> for an option: the option is then null, whatever its default. The option's type must know null.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class OptionOffAttribute : Attribute;
