namespace Scalewright.Decisions;

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
