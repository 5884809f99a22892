namespace Scalewright.Decisions.Policies;

/// <summary>
/// Additive Holt-Winters forecast: exponentially smoothed level, trend and season. The first season initializes level
/// and seasonal values; the trend starts at 0. Sources: Holt (1957), Winters (1960); formulas as in Hyndman and
/// Athanasopoulos, "Forecasting: Principles and Practice".
/// </summary>
public sealed record HoltWinters : IForecaster
{
    private const int Common = 3;

    /// <summary>Length of the season in steps, 1 or more.</summary>
    public required int Season { get; init; }

    /// <summary>Weight of the newest value in the level, 0 to 1. Default 0.3.</summary>
    public double Alpha { get; init; } = 0.3;

    /// <summary>Weight of the newest step in the trend, 0 to 1. Default 0.01.</summary>
    public double Beta { get; init; } = 0.01;

    /// <summary>Weight of the newest value in the season, 0 to 1. Default 0.3.</summary>
    public double Gamma { get; init; } = 0.3;

    /// <inheritdoc/>
    public int StateLength => Common + Season;

    /// <inheritdoc/>
    public void Observe(double value, Span<long> state)
    {
        long seen = state[0]++;
        int slot = Common + (int)(seen % Season);
        if (seen < Season)
        {
            Gather(MetricReading.IsValid(value) ? value : Level(state), slot, (int)seen, state);
            return;
        }

        double level = Level(state);
        double trend = Trend(state);
        double season = Get(state, slot);
        double actual = MetricReading.IsValid(value) ? value : level + trend + season;
        double next = (Alpha * (actual - season)) + ((1 - Alpha) * (level + trend));
        Set(state, 1, next);
        Set(state, 2, (Beta * (next - level)) + ((1 - Beta) * trend));
        Set(state, slot, (Gamma * (actual - level - trend)) + ((1 - Gamma) * season));
    }

    /// <inheritdoc/>
    public double Forecast(int steps, ReadOnlySpan<long> state)
    {
        long seen = state[0];
        return seen < Season
            ? double.NaN
            : Math.Max(0, Level(state) + (steps * Trend(state)) + Get(state, Common + (int)((seen + steps - 1) % Season)));
    }

    /// <inheritdoc/>
    public ValueList<Problem> Check()
    {
        PolicyOptionsValidator problems = new PolicyOptionsValidator().Positive(nameof(Season), Season);
        foreach (
            (string name, double weight) in (ReadOnlySpan<(string, double)>)
                [(nameof(Alpha), Alpha), (nameof(Beta), Beta), (nameof(Gamma), Gamma)]
        )
        {
            problems.Within(name, weight, 0, 1);
        }

        return problems.ToList();
    }

    // During the first season, the level is the running mean and the slots contain the values. At its end, the values
    // are replaced by their differences from the mean.
    private void Gather(double value, int slot, int seen, Span<long> state)
    {
        Set(state, slot, value);
        double mean = Level(state) + ((value - Level(state)) / (seen + 1));
        Set(state, 1, mean);
        for (int index = Common; seen == Season - 1 && index < Common + Season; index++)
        {
            Set(state, index, Get(state, index) - mean);
        }
    }

    private static double Level(ReadOnlySpan<long> state) => Get(state, 1);

    private static double Trend(ReadOnlySpan<long> state) => Get(state, 2);

    private static double Get(ReadOnlySpan<long> state, int index) => BitConverter.Int64BitsToDouble(state[index]);

    private static void Set(Span<long> state, int index, double value) => state[index] = BitConverter.DoubleToInt64Bits(value);
}
