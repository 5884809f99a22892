namespace Scalewright.Decisions.Policies;

/// <summary>One step of a step-scaling policy: what to do when the metric is so far from the threshold.</summary>
/// <param name="Lower">Lower bound of the distance; null for none.</param>
/// <param name="Upper">Upper bound of the distance; null for none.</param>
/// <param name="Adjustment">The adjustment's number.</param>
public readonly record struct StepAdjustment(double? Lower, double? Upper, double Adjustment)
{
    internal bool Holds(double distance, bool isGreater) => isGreater
        ? distance >= (Lower ?? double.NegativeInfinity) && distance < (Upper ?? double.PositiveInfinity)
        : distance > (Lower ?? double.NegativeInfinity) && distance <= (Upper ?? double.PositiveInfinity);
}
