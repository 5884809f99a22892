namespace Scalewright.Providers;

/// <summary>What came of one step.</summary>
/// <param name="Token">The token of its order.</param>
/// <param name="Result">Done, failed or unknown.</param>
public sealed record StepOutcome(string Token, StepResult Result)
{
    /// <summary>What was made or changed; null when it failed, was removed, or the provider needs no resource for it.</summary>
    public Resource? Resource { get; init; }

    /// <summary>Why it failed or is unknown; null when it is done.</summary>
    public Problem? Problem { get; init; }

    /// <summary>Whether the provider declares that the step may be repeated as it is: nothing was done. Default false.</summary>
    public bool MayRetry { get; init; }

    /// <summary>How long to wait before repeating, as the provider said; null: it said nothing.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
