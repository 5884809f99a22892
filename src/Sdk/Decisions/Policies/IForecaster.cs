namespace Scalewright.Decisions.Policies;

/// <summary>Forecasts a series of equidistant values. Pure, with its state in a span, like a policy.</summary>
public interface IForecaster
{
    /// <summary>Number of state values; fixed for given options.</summary>
    int StateLength { get; }

    /// <summary>Number of values in a season, 1 or more. Default 1.</summary>
    int Season => 1;

    /// <summary>Adds the next value of the series.</summary>
    /// <param name="value">The value; NaN for a missing value, for which the forecast is used.</param>
    /// <param name="state">State; zeros at the start.</param>
    void Observe(double value, Span<long> state);

    /// <summary>Forecasts a value; NaN while too few values were observed.</summary>
    /// <param name="steps">Number of steps ahead of the last value, 1 or more.</param>
    /// <param name="state">State.</param>
    double Forecast(int steps, ReadOnlySpan<long> state);

    /// <summary>Validates the options. Returns all problems.</summary>
    ValueList<Problem> Check() => [];
}
