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

    /// <summary>Creates the outcome of a step that succeeded.</summary>
    /// <param name="request">The request.</param>
    /// <param name="resource">Created or changed resource. Null: none.</param>
    public static StepOutcome Succeeded(StepRequest request, Resource? resource = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new(request.Token, StepResult.Succeeded) { Resource = resource };
    }

    /// <summary>Creates the outcome of a step that failed.</summary>
    /// <param name="request">The request.</param>
    /// <param name="problem">The reason.</param>
    /// <param name="canRetry">True if the step had no effect and can be retried unchanged.</param>
    public static StepOutcome Failed(StepRequest request, Problem problem, bool canRetry = false)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new(request.Token, StepResult.Failed) { Problem = problem, CanRetry = canRetry };
    }

    /// <summary>Creates the outcome of a step that had no effect and can be retried after a delay.</summary>
    /// <param name="request">The request.</param>
    /// <param name="problem">The reason.</param>
    /// <param name="after">Delay before the retry as the provider requested it. Null if it requested none.</param>
    public static StepOutcome Later(StepRequest request, Problem problem, TimeSpan? after) =>
        Failed(request, problem, canRetry: true) with
        {
            RetryAfter = after,
        };
}
