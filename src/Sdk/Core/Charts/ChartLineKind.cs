namespace Scalewright.Charts;

/// <summary>What lies between two points of a line.</summary>
public enum ChartLineKind
{
    /// <summary>A straight line.</summary>
    Straight,

    /// <summary>The value of the first, until the second comes.</summary>
    Steps,

    /// <summary>A straight line with everything below it filled.</summary>
    Area,
}
