using System.Text.Json.Serialization;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>
/// Launches of a group that could not even be requested, because what it launches by is gone or cannot be used.
/// </summary>
/// <param name="Attempts">Number of attempts that failed, one after another; at least 1.</param>
/// <param name="At">When the last one failed.</param>
internal sealed record LaunchRetry(int Attempts, DateTimeOffset At)
{
    // AutoScaling retries with longer and longer pauses and does not publish them. These are the endpoint's own.
    private const int MaxDoublings = 5;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Earliest time of the next attempt that nobody asks for: after 15 s, then twice as long each time, up to 8
    /// minutes.
    /// </summary>
    [JsonIgnore]
    public DateTimeOffset NextAt => At + (FirstDelay * (1 << Math.Min(Attempts - 1, MaxDoublings)));
}
