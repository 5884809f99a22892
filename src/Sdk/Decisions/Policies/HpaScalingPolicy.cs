namespace Scalewright.Decisions.Policies;

/// <summary>Maximum change within a period.</summary>
/// <param name="Type">Meaning of the value.</param>
/// <param name="Value">Maximum change, above 0.</param>
/// <param name="Period">Period, above 0.</param>
public readonly record struct HpaScalingPolicy(HpaScalingPolicyType Type, int Value, TimeSpan Period)
{
    internal double LimitUp(long start) =>
        Type == HpaScalingPolicyType.Pods ? start + (long)Value : Math.Ceiling(start * (1 + ((double)Value / 100)));

    internal double LimitDown(long start) =>
        Type == HpaScalingPolicyType.Pods ? start - (long)Value : Math.Truncate(start * (1 - ((double)Value / 100)));
}
