namespace Scalewright.Decisions;

/// <summary>What came of distributing nodes over clouds.</summary>
/// <param name="Wanted">How many were to be placed.</param>
/// <param name="Placed">How many have a place.</param>
/// <param name="Cause">Why the two differ; <see cref="DecisionCause.None"/> when they do not.</param>
public readonly record struct Placement(int Wanted, int Placed, DecisionCause Cause = DecisionCause.None)
{
    /// <summary>Sums up what a policy distributed.</summary>
    /// <param name="wanted">How many were to be placed.</param>
    /// <param name="counts">How many each cloud shall have.</param>
    /// <param name="cause">Why there is a difference, if there is; default that the clouds have no room.</param>
    public static Placement Of(int wanted, ReadOnlySpan<int> counts, DecisionCause cause = DecisionCause.NoRoom)
    {
        long placed = 0;
        foreach (int count in counts)
        {
            placed += count;
        }

        return new(wanted, Sizes.FromCount(placed), placed == wanted ? DecisionCause.None : cause);
    }

    /// <summary><c>hotel 4, sierra 2; 1 has no place: the clouds have no room for more</c>.</summary>
    /// <param name="clouds">The clouds, in the order of the counts.</param>
    /// <param name="counts">How many each shall have.</param>
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

/// <summary>Sizes from numbers that may be anything: below 0 is 0, and nothing overflows.</summary>
internal static class Sizes
{
    public static int FromNumber(double value) => (int)Math.Clamp(double.IsNaN(value) ? 0 : value, 0, int.MaxValue);

    public static int FromCount(long value) => (int)Math.Clamp(value, 0, int.MaxValue);
}
