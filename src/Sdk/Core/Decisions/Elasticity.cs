namespace Scalewright.Decisions;

/// <summary>
/// How well a supply of resources followed a demand. Source: Herbst et al., SPEC RG Cloud Group, "Ready for Rain? A View from SPEC
/// Research on the Future of Cloud Metrics"; a demand of 0 divides as 1.
/// </summary>
/// <param name="ThetaUnder">Missing resources, in percent of the demand, over all the time; null where it is not defined.</param>
/// <param name="ThetaOver">Superfluous resources, in percent of the demand, over all the time; null where it is not defined.</param>
/// <param name="TauUnder">Percent of the time with too little; null where it is not defined.</param>
/// <param name="TauOver">Percent of the time with too much; null where it is not defined.</param>
/// <param name="UnitsUnder">Missing resources, on average.</param>
/// <param name="UnitsOver">Superfluous resources, on average.</param>
/// <param name="JitterPerHour">How many changes an hour the supply has more than the demand.</param>
/// <param name="DemandChanges">How often the demand changed.</param>
/// <param name="SupplyChanges">How often the supply changed.</param>
/// <param name="InstabilityPercent">
/// Percent of the samples at which the two did not change in the same direction; null where there are no two samples.
/// </param>
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
    double? InstabilityPercent)
{
    /// <summary>
    /// How far from perfect in one number: the cubic norm of both accuracies, both time shares and the instability; 0 is perfect.
    /// A term that is not defined, null or no finite number, is left out.
    /// </summary>
    public double Deviation => Math.Cbrt(Cube(ThetaUnder) + Cube(ThetaOver) + Cube(TauUnder) + Cube(TauOver) + Cube(InstabilityPercent));

    /// <summary>Measures a supply against a demand.</summary>
    /// <param name="demand">The demand; ordered by time, the first at 0.</param>
    /// <param name="supply">The supply, the same.</param>
    /// <param name="duration">How long both are looked at; above 0.</param>
    /// <param name="sample">How often directions are compared; above 0.</param>
    /// <exception cref="ArgumentException">One of them is empty, does not begin at 0, is out of order or has a value that is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">One of the times is not above 0.</exception>
    public static Elasticity Measure(ValueList<StepValue> demand, ValueList<StepValue> supply, TimeSpan duration, TimeSpan sample)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(sample, TimeSpan.Zero);
        StepCurve wanted = new(demand);
        StepCurve got = new(supply);
        double total = duration.TotalSeconds;
        ElasticitySums sums = ElasticitySums.Over(wanted, got, total);
        int demandChanges = wanted.CountChanges(total);
        int supplyChanges = got.CountChanges(total);
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
            Instability(wanted, got, total, sample.TotalSeconds));
    }

    /// <summary>
    /// How many times better than a base line: the geometric mean of the four ratios of accuracy and time share; above 1 is better.
    /// A term that is not defined (null or no finite number) for one of the two, or is 0 in both, is left out. Null when a term is 0 in only one of the two, or no
    /// term is defined for both.
    /// </summary>
    /// <param name="baseline">The base line.</param>
    public double? SpeedupOver(Elasticity baseline)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        return Speedup([ThetaUnder, ThetaOver, TauUnder, TauOver], [baseline.ThetaUnder, baseline.ThetaOver, baseline.TauUnder, baseline.TauOver]);
    }

    private static double? Speedup(ReadOnlySpan<double?> system, ReadOnlySpan<double?> baseline)
    {
        double product = 1;
        int defined = 0;
        int count = 0;
        for (int index = 0; index < system.Length; index++)
        {
            if (Defined(system[index]) is not { } mine || Defined(baseline[index]) is not { } other)
            {
                continue;
            }

            defined++;
            if (mine == 0 && other == 0)
            {
                continue;
            }

            if (mine == 0 || other == 0)
            {
                return null;
            }

            product *= other / mine;
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

    private static double? Defined(double? value) => value is { } known && double.IsFinite(known) ? known : null;

    private static double Cube(double? value) => Defined(value) is { } known ? known * known * known : 0;
}

/// <summary>Integrals of the gap between a demand and a supply, in unit seconds, shares and seconds.</summary>
internal readonly record struct ElasticitySums(double ShareUnder, double ShareOver, double TimeUnder, double TimeOver, double UnitsUnder, double UnitsOver)
{
    public static ElasticitySums Over(StepCurve demand, StepCurve supply, double total)
    {
        ElasticitySums sums = default;
        (int nextDemand, int nextSupply) = (1, 1);
        for (double from = 0; from < total;)
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
        return new(
            ShareUnder + (under / divisor),
            ShareOver + (over / divisor),
            TimeUnder + (demand > supply ? seconds : 0),
            TimeOver + (supply > demand ? seconds : 0),
            UnitsUnder + under,
            UnitsOver + over);
    }
}

/// <summary>A right-open step function of time.</summary>
internal sealed class StepCurve
{
    private readonly double[] _times;
    private readonly double[] _values;

    public StepCurve(ValueList<StepValue> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        _times = [.. ((IEnumerable<StepValue>)steps).Select(step => step.Seconds)];
        _values = [.. ((IEnumerable<StepValue>)steps).Select(step => step.Value)];
        bool isOrdered = _times.Length > 0 && _times[0] == 0;
        for (int index = 0; index < _times.Length; index++)
        {
            isOrdered &= double.IsFinite(_times[index]) && double.IsFinite(_values[index]) && (index == 0 || _times[index] > _times[index - 1]);
        }

        if (!isOrdered)
        {
            throw new ArgumentException("a step function begins at 0, its times grow, and its values are finite", nameof(steps));
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
