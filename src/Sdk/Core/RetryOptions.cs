namespace Scalewright;

/// <summary>
/// Retry policy for calls after transient failures, and for steps that the provider reports as retryable. A retry of a
/// wave repeats all its retryable steps.
/// </summary>
public sealed record RetryOptions
{
    /// <summary>A single attempt.</summary>
    public static RetryOptions None { get; } = new() { MaxRetryAttempts = 0 };

    /// <summary>
    /// Maximum number of retries of a call or wave, after the first attempt. Default 12: about seven minutes of delays.
    /// </summary>
    public int MaxRetryAttempts { get; init; } = 12;

    /// <summary>Delay before the first retry; doubles with each further retry. Default 1 second.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Maximum calculated delay. Default 1 minute.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Maximum delay that a provider or service may request. Default 5 minutes.</summary>
    public TimeSpan MaxRetryAfterDelay { get; init; } = TimeSpan.FromMinutes(5);
}
