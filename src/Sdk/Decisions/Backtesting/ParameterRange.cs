namespace Scalewright.Decisions.Backtesting;

/// <summary>Values of a parameter to search.</summary>
/// <param name="Name">Name of the parameter.</param>
/// <param name="From">First value.</param>
/// <param name="To">Last value.</param>
/// <param name="Count">Number of values, evenly spaced, 1 or more.</param>
public sealed record ParameterRange(string Name, double From, double To, int Count)
{
    /// <summary>Returns the value at an index.</summary>
    /// <param name="index">Index, from 0.</param>
    public double At(int index) => Count < 2 ? From : From + ((To - From) * index / (Count - 1));
}
