namespace Scalewright.Charts;

/// <summary>Shape of a line between two points.</summary>
public enum ChartLineKind
{
    /// <summary>A straight line.</summary>
    Linear,

    /// <summary>The value of the first point until the second.</summary>
    Step,

    /// <summary>A straight line with the area below it filled.</summary>
    Area,
}
