namespace Scalewright.Providers;

/// <summary>Outcome of one step.</summary>
/// <param name="Token">Token of the request.</param>
/// <param name="Result">Succeeded, failed or unknown.</param>
public sealed record StepOutcome(string Token, StepResult Result)
{
    /// <summary>
    /// Created or changed resource. Null after a failure or a removal, or if the provider has no resource for the
    /// target.
    /// </summary>
    public Resource? Resource { get; init; }

    /// <summary>Reason why the step failed or is unknown. Null if it succeeded.</summary>
    public Problem? Problem { get; init; }

    /// <summary>True if the step had no effect and can be retried unchanged. Default false.</summary>
    public bool CanRetry { get; init; }

    /// <summary>Delay before a retry as the provider requested it. Null if it requested none.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
