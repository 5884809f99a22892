namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>One step of a step policy. Bounds are relative to the breached threshold.</summary>
/// <param name="Lower">Lower bound, itself in; null: without end.</param>
/// <param name="Upper">Upper bound, itself out; null: without end.</param>
/// <param name="Adjustment">By how much.</param>
internal sealed record StepRecord(double? Lower, double? Upper, int Adjustment)
{
    /// <summary>Whether a metric's distance from the threshold lies in this step.</summary>
    public bool Covers(double distance) => (Lower is null || distance >= Lower) && (Upper is null || distance < Upper);
}
