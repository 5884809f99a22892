namespace Scalewright.Decisions.Policies;

/// <summary>
/// Forecasts the value of one season ago. Source: Hyndman and Athanasopoulos, "Forecasting: Principles and Practice",
/// seasonal naive method.
/// </summary>
public sealed record SeasonalNaive : IForecaster
{
    /// <summary>Length of the season in steps, 1 or more; a day of 5-minute steps is 288.</summary>
    public required int Season { get; init; }

    /// <inheritdoc/>
    public int StateLength => 1 + Season;

    /// <inheritdoc/>
    public void Observe(double value, Span<long> state)
    {
        int slot = (int)(state[0] % Season);
        double lastSeason = state[0] >= Season ? BitConverter.Int64BitsToDouble(state[1 + slot]) : double.NaN;
        double kept = MetricReading.IsValid(value) ? value : lastSeason;
        state[1 + slot] = BitConverter.DoubleToInt64Bits(kept);
        state[0]++;
    }

    /// <inheritdoc/>
    public double Forecast(int steps, ReadOnlySpan<long> state) =>
        state[0] < Season ? double.NaN : BitConverter.Int64BitsToDouble(state[1 + (int)((state[0] + steps - 1) % Season)]);

    /// <inheritdoc/>
    public ValueList<Problem> Check() => new PolicyOptionsValidator().Positive(nameof(Season), Season).ToList();
}
