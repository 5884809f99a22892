namespace Scalewright.Decisions.Policies;

/// <summary>Step of a step-scaling policy: the adjustment for a range of distances from the threshold.</summary>
/// <param name="Lower">Lower bound of the distance; null for none.</param>
/// <param name="Upper">Upper bound of the distance; null for none.</param>
/// <param name="Adjustment">Value of the adjustment.</param>
public readonly record struct StepAdjustment(double? Lower, double? Upper, double Adjustment)
{
    internal bool Holds(double distance, bool isGreater) => isGreater
        ? distance >= (Lower ?? double.NegativeInfinity) && distance < (Upper ?? double.PositiveInfinity)
        : distance > (Lower ?? double.NegativeInfinity) && distance <= (Upper ?? double.PositiveInfinity);
}
