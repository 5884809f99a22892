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
