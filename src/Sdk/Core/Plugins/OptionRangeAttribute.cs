namespace Scalewright.Plugins;

/// <summary>Sets the range of a number, or of each number of a list or map. Other values are rejected.</summary>
/// <param name="minimum">Smallest accepted value.</param>
/// <param name="maximum">Largest accepted value.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class OptionRangeAttribute(double minimum, double maximum) : Attribute
{
    /// <summary>Smallest accepted value.</summary>
    public double Minimum { get; } = minimum;

    /// <summary>Largest accepted value.</summary>
    public double Maximum { get; } = maximum;
}
