namespace Scalewright.Decisions.Backtesting;

/// <summary>The values of a parameter that are tried.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="From">The first value.</param>
/// <param name="To">The last value.</param>
/// <param name="Count">How many values, evenly spaced, 1 or more.</param>
public sealed record ParameterRange(string Name, double From, double To, int Count)
{
    /// <summary>The value at an index.</summary>
    /// <param name="index">From 0.</param>
    public double At(int index) => Count < 2 ? From : From + ((To - From) * index / (Count - 1));
}
