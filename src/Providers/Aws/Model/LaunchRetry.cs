using System.Text.Json.Serialization;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>
/// Consecutive launches of a group that could not be requested, because its launch source is gone or unusable.
/// </summary>
/// <param name="Attempts">Number of consecutive failures, at least 1.</param>
/// <param name="At">Time of the last failure.</param>
internal sealed record LaunchRetry(int Attempts, DateTimeOffset At)
{
    // AutoScaling does not publish the delays of its exponential backoff. These are specific to this endpoint.
    private const int MaxDoublings = 5;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(15);

    /// <summary>Earliest time of an automatic retry: after 15 s, doubled for each attempt up to 8 minutes.</summary>
    [JsonIgnore]
    public DateTimeOffset NextAt => At + (FirstDelay * (1 << Math.Min(Attempts - 1, MaxDoublings)));
}
