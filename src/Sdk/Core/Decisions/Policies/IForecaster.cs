namespace Scalewright.Decisions.Policies;

/// <summary>Continues a series of values at equal distances. Pure, with its memory in a span of numbers, as a policy.</summary>
public interface IForecaster
{
    /// <summary>How many numbers it remembers; fixed for given options.</summary>
    int StateLength { get; }

    /// <summary>After how many values the series begins to repeat itself, 1 or more; default 1.</summary>
    int Season => 1;

    /// <summary>Takes the next value of the series in.</summary>
    /// <param name="value">The value; not a number where one is missing, which stands for what was expected.</param>
    /// <param name="state">The memory; begins as zeros.</param>
    void Observe(double value, Span<long> state);

    /// <summary>The value expected some steps after the last; not a number while it has seen too little.</summary>
    /// <param name="steps">How many steps ahead, 1 or more.</param>
    /// <param name="state">The memory.</param>
    double Forecast(int steps, ReadOnlySpan<long> state);

    /// <summary>All that is wrong with its options.</summary>
    ValueList<Problem> Check() => [];
}
