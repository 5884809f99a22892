namespace Scalewright.Decisions.Policies;

/// <summary>Rules of one direction of a Kubernetes <c>behavior</c>.</summary>
public sealed record HpaScalingRules
{
    /// <summary>Defaults for scaling out: no window; the larger of 4 pods and 100 percent in 15 seconds.</summary>
    public static HpaScalingRules DefaultScaleUp { get; } =
        new()
        {
            Policies =
            [
                new(HpaScalingPolicyType.Pods, 4, TimeSpan.FromSeconds(15)),
                new(HpaScalingPolicyType.Percent, 100, TimeSpan.FromSeconds(15)),
            ],
        };

    /// <summary>Defaults for scaling in: a window of 5 minutes; 100 percent in 15 seconds.</summary>
    public static HpaScalingRules DefaultScaleDown { get; } =
        new()
        {
            StabilizationWindow = TimeSpan.FromMinutes(5),
            Policies = [new(HpaScalingPolicyType.Percent, 100, TimeSpan.FromSeconds(15))],
        };

    /// <summary>Stabilization window over earlier recommendations. Default 0.</summary>
    public TimeSpan StabilizationWindow { get; init; }

    /// <summary>Selects the rate that applies. Default <see cref="HpaScalingPolicySelect.Max"/>.</summary>
    public HpaScalingPolicySelect SelectPolicy { get; init; }

    /// <summary>Rates of change; empty: no change is allowed.</summary>
    public ValueList<HpaScalingPolicy> Policies { get; init; } = [];

    /// <summary>
    /// Maximum difference of a metric's ratio from 1 in this direction without a change; null for
    /// <see cref="HpaCalculator.Tolerance"/>. Supported by Kubernetes since 1.33.
    /// </summary>
    public double? Tolerance { get; init; }

    /// <summary>True if the effective rates are percentages, which allow no growth from 0 pods.</summary>
    internal bool NeverLeavesZero =>
        SelectPolicy switch
        {
            HpaScalingPolicySelect.Max => Policies.All(rate => rate.Type == HpaScalingPolicyType.Percent),
            HpaScalingPolicySelect.Min => Policies.Any(rate => rate.Type == HpaScalingPolicyType.Percent),
            _ => false,
        };

    internal TimeSpan LongestPeriod
    {
        get
        {
            TimeSpan longest = TimeSpan.Zero;
            foreach (ref readonly HpaScalingPolicy rate in Policies.AsSpan())
            {
                longest = rate.Period > longest ? rate.Period : longest;
            }

            return longest;
        }
    }
}
