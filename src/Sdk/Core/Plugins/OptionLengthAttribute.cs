namespace Scalewright.Plugins;

/// <summary>
/// Sets the length of a text in characters (Unicode code points), or the number of elements of a list or map. Other
/// values are rejected.
/// </summary>
/// <param name="minimum">Smallest accepted length, 0 or more.</param>
/// <param name="maximum">Largest accepted length. Default: no limit.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class OptionLengthAttribute(int minimum, int maximum = int.MaxValue) : Attribute
{
    /// <summary>Smallest accepted length.</summary>
    public int Minimum { get; } = minimum;

    /// <summary>Largest accepted length.</summary>
    public int Maximum { get; } = maximum;
}
