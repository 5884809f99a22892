namespace Scalewright.Decisions.Policies;

/// <summary>An adjustment of a size as AWS AutoScaling does it. Source: Amazon EC2 Auto Scaling User Guide, scaling adjustment types.</summary>
/// <param name="Type">What the number means.</param>
/// <param name="Value">The number.</param>
public readonly record struct CapacityAdjustment(AdjustmentType Type, double Value)
{
    /// <summary>The smallest change in nodes that a percentage makes, when it makes one at all; default 0.</summary>
    public int MagnitudeMin { get; init; }

    /// <summary>
    /// The size it makes of another. Percentages round down above 1, to 1 between 0 and 1, to -1 between -1 and 0, and toward
    /// 0 below -1.
    /// </summary>
    /// <param name="size">The size before.</param>
    /// <returns>The size after, neither bounded nor whole when the number is not.</returns>
    public double Apply(double size) => Type switch
    {
        AdjustmentType.ExactCapacity => Value,
        AdjustmentType.PercentChangeInCapacity => size + Widen(Round(size * Value / 100)),
        _ => size + Value,
    };

    /// <summary>True when it makes a size larger, false when it makes it smaller or keeps it.</summary>
    internal bool Grows(int size) => Type == AdjustmentType.ExactCapacity ? Value > size : Value > 0;

    private static double Round(double change) => change switch
    {
        > 0 and <= 1 => 1,
        >= -1 and < 0 => -1,
        _ => Math.Truncate(change),
    };

    private double Widen(double change) => change == 0 || Math.Abs(change) >= MagnitudeMin ? change : Math.CopySign(MagnitudeMin, change);
}
