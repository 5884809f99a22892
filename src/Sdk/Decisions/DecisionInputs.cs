namespace Scalewright.Decisions;

/// <summary>Input values of a formula. Their names are in the <see cref="DecisionRule"/>.</summary>
/// <param name="A">First value.</param>
/// <param name="B">Second value.</param>
/// <param name="C">Third value.</param>
/// <param name="D">Fourth value.</param>
/// <param name="E">Fifth value.</param>
/// <param name="F">Sixth value.</param>
public readonly record struct DecisionInputs(double A = 0, double B = 0, double C = 0, double D = 0, double E = 0, double F = 0)
{
    /// <summary>Number of values: 6.</summary>
    public const int Count = 6;

    /// <summary>Returns the value at an index from 0 to 5.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not from 0 to 5.</exception>
    public double this[int index] =>
        index switch
        {
            0 => A,
            1 => B,
            2 => C,
            3 => D,
            4 => E,
            5 => F,
            _ => throw new ArgumentOutOfRangeException(nameof(index)),
        };
}
