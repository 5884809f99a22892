namespace Scalewright.Decisions;

/// <summary>
/// Elasticity metrics of a supply of resources relative to the demand. Source: Herbst et al., SPEC RG Cloud Group,
/// "Ready for Rain? A View from SPEC Research on the Future of Cloud Metrics". A demand below 1 counts as 1 in
/// divisions.
/// </summary>
/// <param name="ThetaUnder">Missing resources in percent of the demand, averaged over time; null if undefined.</param>
/// <param name="ThetaOver">Excess resources in percent of the demand, averaged over time; null if undefined.</param>
/// <param name="TauUnder">Percentage of time with too few resources; null if undefined.</param>
/// <param name="TauOver">Percentage of time with too many resources; null if undefined.</param>
/// <param name="UnitsUnder">Average number of missing resources.</param>
/// <param name="UnitsOver">Average number of superfluous resources.</param>
/// <param name="JitterPerHour">Number of supply changes minus demand changes, per hour.</param>
/// <param name="DemandChanges">Number of changes of the demand.</param>
/// <param name="SupplyChanges">Number of changes of the supply.</param>
/// <param name="InstabilityPercent">Percentage of samples in which demand and supply change in different directions;
/// null for fewer than two samples.</param>
public sealed record Elasticity(
    double? ThetaUnder,
    double? ThetaOver,
    double? TauUnder,
    double? TauOver,
    double UnitsUnder,
    double UnitsOver,
    double JitterPerHour,
    int DemandChanges,
    int SupplyChanges,
    double? InstabilityPercent
)
{
    /// <summary>
    /// Deviation from the optimum: cubic norm of both accuracies (theta), both time shares (tau) and the instability; 0
    /// is optimal. Terms that are null or not finite are left out.
    /// </summary>
    public double Deviation => Math.Cbrt(Cube(ThetaUnder) + Cube(ThetaOver) + Cube(TauUnder) + Cube(TauOver) + Cube(InstabilityPercent));

    /// <summary>Computes the elasticity of a supply relative to a demand.</summary>
    /// <param name="demand">Demand, ordered by time, starting at 0.</param>
    /// <param name="supply">Supply, ordered by time, starting at 0.</param>
    /// <param name="duration">Observed duration, above 0.</param>
    /// <param name="sampleInterval">Interval at which directions of change are compared, above 0.</param>
    /// <exception cref="ArgumentException">A curve is empty, does not start at 0, is out of order or has values that
    /// are not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The duration or the sample interval is not above 0.</exception>
    internal static Elasticity Measure(
        ValueList<StepFunctionPoint> demand,
        ValueList<StepFunctionPoint> supply,
        TimeSpan duration,
        TimeSpan sampleInterval
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(sampleInterval, TimeSpan.Zero);
        StepCurve desired = new(demand);
        StepCurve actual = new(supply);
        double total = duration.TotalSeconds;
        ElasticitySums sums = ElasticitySums.Compute(desired, actual, total);
        int demandChanges = desired.CountChanges(total);
        int supplyChanges = actual.CountChanges(total);
        return new(
            100 * sums.ShareUnder / total,
            100 * sums.ShareOver / total,
            100 * sums.TimeUnder / total,
            100 * sums.TimeOver / total,
            sums.UnitsUnder / total,
            sums.UnitsOver / total,
            (supplyChanges - demandChanges) / total * 3600,
            demandChanges,
            supplyChanges,
            Instability(desired, actual, total, sampleInterval.TotalSeconds)
        );
    }

    /// <summary>
    /// Returns the elastic speedup over a baseline: the geometric mean of the four ratios of accuracy and time share;
    /// above 1 is better. A ratio is left out if one of its two values is undefined (null or not finite), or if both
    /// are 0. Null if only one of the values is 0, or if no ratio has two defined values.
    /// </summary>
    /// <param name="baseline">Baseline to compare with.</param>
    public double? SpeedupOver(Elasticity baseline)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        return Speedup(
            [ThetaUnder, ThetaOver, TauUnder, TauOver],
            [baseline.ThetaUnder, baseline.ThetaOver, baseline.TauUnder, baseline.TauOver]
        );
    }

    private static double? Speedup(ReadOnlySpan<double?> system, ReadOnlySpan<double?> baseline)
    {
        double product = 1;
        int defined = 0;
        int count = 0;
        for (int index = 0; index < system.Length; index++)
        {
            if (Defined(system[index]) is not { } mine || Defined(baseline[index]) is not { } reference)
            {
                continue;
            }

            defined++;
            if (mine == 0 && reference == 0)
            {
                continue;
            }

            if (mine == 0 || reference == 0)
            {
                return null;
            }

            product *= reference / mine;
            count++;
        }

        if (defined == 0)
        {
            return null;
        }

        return count == 0 ? 1 : Math.Pow(product, 1.0 / count);
    }

    private static double? Instability(StepCurve demand, StepCurve supply, double total, double every)
    {
        (int pairs, int different) = (0, 0);
        for (long number = 1; number * every < total; number++)
        {
            double before = (number - 1) * every;
            double now = number * every;
            pairs++;
            different += Math.Sign(demand.At(now) - demand.At(before)) != Math.Sign(supply.At(now) - supply.At(before)) ? 1 : 0;
        }

        return pairs == 0 ? null : 100.0 * different / pairs;
    }

    private static double? Defined(double? value) => value is { } number && double.IsFinite(number) ? number : null;

    private static double Cube(double? value) => Defined(value) is { } number ? number * number * number : 0;
}

/// <summary>Integrals over time of missing and excess supply: relative to the demand, as time, and in units.</summary>
/// <param name="ShareUnder">Missing supply relative to the demand, times seconds.</param>
/// <param name="ShareOver">Excess supply relative to the demand, times seconds.</param>
/// <param name="TimeUnder">Seconds with too little supply.</param>
/// <param name="TimeOver">Seconds with too much supply.</param>
/// <param name="UnitsUnder">Missing supply in units, times seconds.</param>
/// <param name="UnitsOver">Excess supply in units, times seconds.</param>
internal readonly record struct ElasticitySums(
    double ShareUnder,
    double ShareOver,
    double TimeUnder,
    double TimeOver,
    double UnitsUnder,
    double UnitsOver
)
{
    public static ElasticitySums Compute(StepCurve demand, StepCurve supply, double total)
    {
        ElasticitySums sums = default;
        (int nextDemand, int nextSupply) = (1, 1);
        for (double from = 0; from < total; )
        {
            double until = Math.Min(total, Math.Min(TimeAt(demand, nextDemand), TimeAt(supply, nextSupply)));
            sums = sums.Add(demand.At(from), supply.At(from), until - from);
            nextDemand += TimeAt(demand, nextDemand) <= until ? 1 : 0;
            nextSupply += TimeAt(supply, nextSupply) <= until ? 1 : 0;
            from = until;
        }

        return sums;
    }

    private static double TimeAt(StepCurve curve, int index) => index < curve.Times.Length ? curve.Times[index] : double.PositiveInfinity;

    private ElasticitySums Add(double demand, double supply, double seconds)
    {
        double under = Math.Max(demand - supply, 0) * seconds;
        double over = Math.Max(supply - demand, 0) * seconds;
        double divisor = Math.Max(demand, 1);
        double timeOver = supply > demand ? seconds : 0;
        return new(
            ShareUnder + (under / divisor),
            ShareOver + (over / divisor),
            TimeUnder + (demand > supply ? seconds : 0),
            TimeOver + timeOver,
            UnitsUnder + under,
            UnitsOver + over
        );
    }
}

/// <summary>Step function of time. Each value applies until the next step.</summary>
internal sealed class StepCurve
{
    private readonly double[] _times;
    private readonly double[] _values;

    public StepCurve(ValueList<StepFunctionPoint> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        _times = [.. ((IEnumerable<StepFunctionPoint>)steps).Select(step => step.Seconds)];
        _values = [.. ((IEnumerable<StepFunctionPoint>)steps).Select(step => step.Value)];
        bool isOrdered = _times.Length > 0 && _times[0] == 0;
        for (int index = 0; index < _times.Length; index++)
        {
            isOrdered &=
                double.IsFinite(_times[index]) && double.IsFinite(_values[index]) && (index == 0 || _times[index] > _times[index - 1]);
        }

        if (!isOrdered)
        {
            throw new ArgumentException("a step function must start at 0 and have increasing times and finite values", nameof(steps));
        }
    }

    public ReadOnlySpan<double> Times => _times;

    public double At(double seconds)
    {
        int index = Array.BinarySearch(_times, seconds);
        return _values[index >= 0 ? index : ~index - 1];
    }

    public int CountChanges(double until)
    {
        int count = 0;
        for (int index = 1; index < _times.Length && _times[index] < until; index++)
        {
            count += _values[index] != _values[index - 1] ? 1 : 0;
        }

        return count;
    }
}
