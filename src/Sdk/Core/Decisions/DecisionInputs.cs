namespace Scalewright.Decisions;

/// <summary>The numbers a formula was fed; what each means says its <see cref="DecisionRule"/>.</summary>
/// <param name="A">The first.</param>
/// <param name="B">The second.</param>
/// <param name="C">The third.</param>
/// <param name="D">The fourth.</param>
/// <param name="E">The fifth.</param>
/// <param name="F">The sixth.</param>
public readonly record struct DecisionInputs(double A = 0, double B = 0, double C = 0, double D = 0, double E = 0, double F = 0)
{
    /// <summary>How many there are: 6.</summary>
    public const int Count = 6;

    /// <summary>The number at an index from 0 to 5.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is none of these.</exception>
    public double this[int index] => index switch
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
