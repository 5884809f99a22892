namespace Scalewright.Decisions;

/// <summary>Result of distributing nodes over clouds.</summary>
/// <param name="DesiredCount">Number of nodes to distribute.</param>
/// <param name="PlacedCount">Number of nodes placed.</param>
/// <param name="Cause">Reason if the two numbers differ; otherwise <see cref="DecisionCause.None"/>.</param>
public readonly record struct Placement(int DesiredCount, int PlacedCount, DecisionCause Cause = DecisionCause.None)
{
    /// <summary>Creates the result for the counts of a policy.</summary>
    /// <param name="desired">Number of nodes to distribute.</param>
    /// <param name="counts">Number of nodes of each cloud.</param>
    /// <param name="cause">Reason to use if the numbers differ. Default: the clouds lack capacity.</param>
    public static Placement FromCounts(int desired, ReadOnlySpan<int> counts, DecisionCause cause = DecisionCause.InsufficientCapacity)
    {
        long placed = 0;
        foreach (int count in counts)
        {
            placed += count;
        }

        return new(desired, SizeMath.FromCount(placed), placed == desired ? DecisionCause.None : cause);
    }
}

/// <summary>Converts any number to a size: clamps to the range from 0 to <c>int.MaxValue</c>.</summary>
internal static class SizeMath
{
    public static int FromNumber(double value) => (int)Math.Clamp(double.IsNaN(value) ? 0 : value, 0, int.MaxValue);

    public static int FromCount(long value) => (int)Math.Clamp(value, 0, int.MaxValue);

    /// <summary>
    /// Returns the scale-out step above the high threshold, minus the scale-in step below the low one, otherwise 0.
    /// </summary>
    public static double GetStep(double value, double high, double low, double stepOut, double stepIn)
    {
        double lowStep = value < low ? -stepIn : 0;
        return value > high ? stepOut : lowStep;
    }
}
