namespace Scalewright.Decisions.Policies;

/// <summary>The rules of one direction of a Kubernetes <c>behavior</c>.</summary>
public sealed record HpaRules
{
    /// <summary>The defaults for growing: no window; the larger of 4 pods and 100 percent in 15 seconds.</summary>
    public static HpaRules Up { get; } = new()
    {
        Rates = [new(HpaRateType.Pods, 4, TimeSpan.FromSeconds(15)), new(HpaRateType.Percent, 100, TimeSpan.FromSeconds(15))],
    };

    /// <summary>The defaults for shrinking: a window of 5 minutes; 100 percent in 15 seconds.</summary>
    public static HpaRules Down { get; } = new()
    {
        Window = TimeSpan.FromMinutes(5),
        Rates = [new(HpaRateType.Percent, 100, TimeSpan.FromSeconds(15))],
    };

    /// <summary>How far back earlier recommendations hold; default not at all.</summary>
    public TimeSpan Window { get; init; }

    /// <summary>Which of the rates counts; default <see cref="HpaSelect.Max"/>.</summary>
    public HpaSelect Select { get; init; }

    /// <summary>The rates; none means that nothing may change.</summary>
    public ValueList<HpaRate> Rates { get; init; } = [];

    /// <summary>
    /// How far the ratio of a metric may be from 1 in this direction without a change; null for <see cref="HpaCalculator.Tolerance"/>.
    /// Kubernetes has it since 1.33.
    /// </summary>
    public double? Tolerance { get; init; }

    /// <summary>True when its rates are percentages that decide: of 0 pods they allow none.</summary>
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
