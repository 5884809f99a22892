namespace Tests.Shared;

/// <summary>How much is repeated: a sample by default, all of it where the variable <c>SCALEWRIGHT_CAMPAIGN</c> is set, as in <c>.ci/run</c>.</summary>
public static class Campaign
{
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("SCALEWRIGHT_CAMPAIGN") is { Length: > 0 };

    /// <summary>A number of repetitions.</summary>
    /// <param name="variable">The variable that sets it for this kind of repetition alone.</param>
    /// <param name="sample">What runs by default.</param>
    /// <param name="full">What runs in a campaign.</param>
    public static int Count(string variable, int sample, int full) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int asked) ? asked : IsFull ? full : sample;
}
