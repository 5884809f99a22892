namespace Scalewright.Decisions;

/// <summary>Result of distributing nodes over clouds.</summary>
/// <param name="Wanted">Number of nodes to distribute.</param>
/// <param name="Placed">Number of nodes placed.</param>
/// <param name="Cause">Reason for a difference between the two; <see cref="DecisionCause.None"/> without one.</param>
public readonly record struct Placement(int Wanted, int Placed, DecisionCause Cause = DecisionCause.None)
{
    /// <summary>Creates the result for the counts of a policy.</summary>
    /// <param name="wanted">Number of nodes to distribute.</param>
    /// <param name="counts">Number of nodes of each cloud.</param>
    /// <param name="cause">Reason for a difference, if there is one. Default: the clouds lack capacity.</param>
    public static Placement Of(int wanted, ReadOnlySpan<int> counts, DecisionCause cause = DecisionCause.NoRoom)
    {
        long placed = 0;
        foreach (int count in counts)
        {
            placed += count;
        }

        return new(wanted, Sizes.FromCount(placed), placed == wanted ? DecisionCause.None : cause);
    }

    /// <summary>Describes it, as in <c>hotel 4, sierra 2; 6 of 7: the clouds have no room for more</c>.</summary>
    /// <param name="clouds">Clouds, in the order of the counts.</param>
    /// <param name="counts">Number of nodes of each cloud.</param>
    public string Describe(ReadOnlySpan<CloudReading> clouds, ReadOnlySpan<int> counts)
    {
        string[] parts = new string[Math.Min(clouds.Length, counts.Length)];
        for (int index = 0; index < parts.Length; index++)
        {
            parts[index] = $"{clouds[index].Name} {counts[index]}";
        }

        string text = string.Join(", ", parts);
        return Placed == Wanted ? text : $"{text}; {Placed} of {Wanted}: {DecisionWords.Of(Cause)}";
    }
}

/// <summary>Converts any number to a size: clamps to the range from 0 to <c>int.MaxValue</c>.</summary>
internal static class Sizes
{
    public static int FromNumber(double value) => (int)Math.Clamp(double.IsNaN(value) ? 0 : value, 0, int.MaxValue);

    public static int FromCount(long value) => (int)Math.Clamp(value, 0, int.MaxValue);
}
