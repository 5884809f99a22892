namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>What a policy makes of a capacity.</summary>
internal static class Adjustment
{
    public const string Change = "ChangeInCapacity";
    public const string Exact = "ExactCapacity";
    public const string Percent = "PercentChangeInCapacity";

    /// <summary>The three types.</summary>
    public static IReadOnlyList<string> Types { get; } = [Change, Exact, Percent];

    /// <summary>The capacity after a change, before it is held to the group's bounds; never below 0.</summary>
    /// <param name="type">One of <see cref="Types"/>.</param>
    /// <param name="current">The capacity before.</param>
    /// <param name="amount">Machines, or percent.</param>
    /// <param name="minMagnitude">The least change in percent; null: none.</param>
    public static int Apply(string type, int current, int amount, int? minMagnitude)
    {
        long wanted = type switch
        {
            Exact => amount,
            Percent => current + AtLeast(Rounded((double)current * amount / 100), minMagnitude),
            _ => (long)current + amount,
        };
        return (int)Math.Clamp(wanted, 0, int.MaxValue);
    }

    // AutoScaling user guide, "Scaling adjustment types": above 1 down, between 0 and 1 to 1, and the same towards minus.
    private static long Rounded(double change) => change switch
    {
        > 0 and < 1 => 1,
        < 0 and > -1 => -1,
        _ => (long)Math.Truncate(change),
    };

    private static long AtLeast(long change, int? minMagnitude) =>
        minMagnitude is { } min && change != 0 && Math.Abs(change) < min ? Math.Sign(change) * (long)min : change;
}
