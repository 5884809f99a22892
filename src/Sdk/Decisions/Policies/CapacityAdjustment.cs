namespace Scalewright.Decisions.Policies;

/// <summary>Adjustment of a size. Source: Amazon EC2 Auto Scaling User Guide, scaling adjustment types.</summary>
/// <param name="Type">Meaning of the value.</param>
/// <param name="Value">Value of the adjustment.</param>
public readonly record struct CapacityAdjustment(AdjustmentType Type, double Value)
{
    /// <summary>Minimum number of nodes that a nonzero percentage adds or removes. Default 0.</summary>
    public int MinAdjustmentMagnitude { get; init; }

    /// <summary>
    /// Returns the adjusted size. Percentage changes are rounded down above 1, to 1 between 0 and 1, to -1 between -1
    /// and 0, and toward 0 below -1.
    /// </summary>
    /// <param name="size">Current size.</param>
    /// <returns>The adjusted size, unbounded. Not an integer if the value is not an integer.</returns>
    public double Apply(double size) =>
        Type switch
        {
            AdjustmentType.ExactCapacity => Value,
            AdjustmentType.PercentChangeInCapacity => size + Widen(Round(size * Value / 100)),
            _ => size + Value,
        };

    internal bool Grows(int size) => Type == AdjustmentType.ExactCapacity ? Value > size : Value > 0;

    private static double Round(double change) =>
        change switch
        {
            > 0 and <= 1 => 1,
            >= -1 and < 0 => -1,
            _ => Math.Truncate(change),
        };

    private double Widen(double change) =>
        change == 0 || Math.Abs(change) >= MinAdjustmentMagnitude ? change : Math.CopySign(MinAdjustmentMagnitude, change);
}
