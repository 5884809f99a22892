namespace Tests.Shared;

/// <summary>Full repetitions if <c>SCALEWRIGHT_CAMPAIGN</c> is set, as in <c>.ci/run</c>; otherwise a sample.</summary>
public static class Campaign
{
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("SCALEWRIGHT_CAMPAIGN") is { Length: > 0 };

    /// <param name="variable">Environment variable that overrides the number.</param>
    public static int Count(string variable, int sample, int full) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int asked) ? asked
        : IsFull ? full
        : sample;
}
