namespace Scalewright.Decisions.Policies;

/// <summary>Rules of one direction of a Kubernetes <c>behavior</c>.</summary>
public sealed record HpaRules
{
    /// <summary>Defaults for scaling out: no window; the larger of 4 pods and 100 percent in 15 seconds.</summary>
    public static HpaRules Up { get; } = new()
    {
        Rates = [new(HpaRateType.Pods, 4, TimeSpan.FromSeconds(15)), new(HpaRateType.Percent, 100, TimeSpan.FromSeconds(15))],
    };

    /// <summary>Defaults for scaling in: a window of 5 minutes; 100 percent in 15 seconds.</summary>
    public static HpaRules Down { get; } = new()
    {
        Window = TimeSpan.FromMinutes(5),
        Rates = [new(HpaRateType.Percent, 100, TimeSpan.FromSeconds(15))],
    };

    /// <summary>Stabilization window over earlier recommendations. Default 0.</summary>
    public TimeSpan Window { get; init; }

    /// <summary>Selects the rate that applies. Default <see cref="HpaSelect.Max"/>.</summary>
    public HpaSelect Select { get; init; }

    /// <summary>Rates of change; empty: no change is allowed.</summary>
    public ValueList<HpaRate> Rates { get; init; } = [];

    /// <summary>
    /// Maximum difference of a metric's ratio from 1 in this direction without a change; null for
    /// <see cref="HpaCalculator.Tolerance"/>. Supported by Kubernetes since 1.33.
    /// </summary>
    public double? Tolerance { get; init; }

    /// <summary>True if the effective rates are percentages, which allow no growth from 0 pods.</summary>
    internal bool NeverLeavesZero => Select switch
    {
        HpaSelect.Max => Rates.All(rate => rate.Type == HpaRateType.Percent),
        HpaSelect.Min => Rates.Any(rate => rate.Type == HpaRateType.Percent),
        _ => false,
    };

    internal TimeSpan LongestPeriod
    {
        get
        {
            TimeSpan longest = TimeSpan.Zero;
            foreach (ref readonly HpaRate rate in Rates.AsSpan())
            {
                longest = rate.Period > longest ? rate.Period : longest;
            }

            return longest;
        }
    }
}
