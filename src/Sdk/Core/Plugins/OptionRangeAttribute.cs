namespace Scalewright.Plugins;

/// <summary>Bounds a number, or each number of a list or map. Outside of it the profile is refused.</summary>
/// <param name="minimum">Smallest value that is accepted.</param>
/// <param name="maximum">Largest value that is accepted.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class OptionRangeAttribute(double minimum, double maximum) : Attribute
{
    /// <summary>Smallest value that is accepted.</summary>
    public double Minimum { get; } = minimum;

    /// <summary>Largest value that is accepted.</summary>
    public double Maximum { get; } = maximum;
}
