using Scalewright.Providers;

namespace Scalewright.Rest;

/// <summary>Maps failures of a testbed's API to problems and step outcomes.</summary>
/// <param name="rejected">Code for requests that the testbed refuses.</param>
/// <param name="interpret">Maps a testbed-specific failure to a code and advice; null for the default mapping.</param>
internal sealed class RestProblems(string provider, ProblemCode rejected, Func<RestException, (ProblemCode Code, string Advice)?> interpret)
{
    public string Provider => provider;

    /// <summary>Returns true if the same call may succeed later.</summary>
    public Func<RestException, bool> CanRetry { get; init; } = static failure => failure.IsTransient;

    /// <summary>Converts a failure to a problem.</summary>
    /// <param name="field">Affected node; empty for the whole testbed.</param>
    public Problem From(RestException failure, string field = "")
    {
        (ProblemCode code, string advice) = failure switch
        {
            { Status: 429 } => (
                ProblemCode.Throttled,
                failure.RetryAfter is { } pause ? string.Create(CultureInfo.InvariantCulture, $"retry after {pause}") : "retry later"
            ),
            _ when interpret(failure) is { } specific => specific,
            { IsRefusal: true } => (ProblemCode.AuthenticationFailed, "check that user and password are those of the testbed's account"),
            { IsInvalidResponse: true } => (
                ProblemCode.ProviderContractViolation,
                "check that the address is the root of the testbed's API"
            ),
            { IsTransient: true, IsWithoutEffect: true } => (ProblemCode.ProviderUnavailable, "retry later"),
            { IsTransient: true } => (ProblemCode.CallOutcomeUnknown, "check what exists before you retry the step"),
            _ => (rejected, "change the request as the message says"),
        };
        return new Problem(code, failure.Message, advice) { Field = field };
    }

    /// <summary>Creates the exception for a failed read or a failure of the whole testbed.</summary>
    public ProviderException Exception(RestException failure) =>
        new(provider, [From(failure)], failure) { IsTransient = failure.IsTransient, RetryAfter = failure.RetryAfter };

    public StepOutcome CreateOutcome(StepRequest request, RestException failure, bool isWithoutEffect) =>
        new(request.Token, isWithoutEffect ? StepResult.Failed : StepResult.Unknown)
        {
            Problem = From(failure, request.Step.Name),
            CanRetry = isWithoutEffect && CanRetry(failure),
            RetryAfter = failure.RetryAfter,
        };

    /// <summary>Returns the outcomes of all steps of one failed change.</summary>
    public ValueList<StepOutcome> CreateOutcomes(IEnumerable<StepRequest> requests, RestException failure) =>
        [.. requests.Select(request => CreateOutcome(request, failure, failure.IsWithoutEffect))];

    public async Task<ValueList<StepOutcome>> ApplyAsync(StepRequest[] requests, Func<Task<ValueList<StepOutcome>>> change)
    {
        try
        {
            return await change();
        }
        catch (RestException failure) when (!failure.IsRefusal)
        {
            return CreateOutcomes(requests, failure);
        }
    }

    /// <summary>Runs a read request and converts its failure.</summary>
    /// <exception cref="ProviderException">The read failed.</exception>
    public async Task<T> ReadAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (RestException failure)
        {
            throw Exception(failure);
        }
    }

    /// <summary>
    /// Returns the meaning of a failed read. Steps convert the failures of their changes to outcomes themselves.
    /// </summary>
    /// <param name="subject">Affected node; empty for the whole testbed.</param>
    public BackendFailure Interpret(RestException failure, string subject) =>
        new(From(failure, subject))
        {
            IsWithoutEffect = true,
            IsTransient = CanRetry(failure),
            EndsWave = failure.IsRefusal,
            RetryAfter = failure.RetryAfter,
        };

    /// <summary>
    /// Groups the steps of a wave into batches: batches that create or remove several nodes, and one batch for each
    /// other step.
    /// </summary>
    /// <param name="pack">Groups steps that create nodes.</param>
    /// <param name="change">Changes one node.</param>
    /// <param name="keyOf">Returns the key of the nodes that are removed together.</param>
    public static IEnumerable<StepBatch> GroupSteps(
        ValueList<StepRequest> requests,
        Func<IEnumerable<StepRequest>, IEnumerable<StepRequest[]>> pack,
        Func<StepRequest[], Task<ValueList<StepOutcome>>> create,
        Func<StepRequest, Task<StepOutcome>> change,
        Func<StepRequest, object> keyOf,
        Func<StepRequest[], Task<ValueList<StepOutcome>>> remove
    )
    {
        foreach (StepRequest[] batch in pack(requests.Where(request => request.Step is CreateNode)))
        {
            yield return new StepBatch([.. batch], () => create(batch));
        }

        foreach (StepRequest request in requests.Where(request => request.Step is not (CreateNode or DestroyNode)))
        {
            yield return new StepBatch([request], async () =>
                [request.Step is ChangeNode ? await change(request) : StepOutcome.Succeeded(request)]
            );
        }

        foreach (IGrouping<object, StepRequest> group in requests.Where(request => request.Step is DestroyNode).GroupBy(keyOf))
        {
            StepRequest[] batch = [.. group];
            yield return new StepBatch([.. batch], () => remove(batch));
        }
    }
}

/// <summary>A request that was refused or received no response.</summary>
/// <param name="status">HTTP status; <see cref="NoResponseStatus"/> if there was no response.</param>
/// <param name="message">Text of the service.</param>
[SuppressMessage("Design", "CA1064", Justification = "It never leaves this library: a problem of the provider is made of it.")]
internal sealed class RestException(int status, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Status of a request without a response.</summary>
    public const int NoResponseStatus = 0;

    // RFC 9110: statuses that may be transient.
    private static readonly int[] Passing = [408, 429, 500, 502, 503, 504];

    public int Status { get; } = status;

    /// <summary>Requested delay before a retry; null if not specified.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Reason without text from the service, so that it can be logged.</summary>
    public string Reason => CallLog.GetReason(Status, InnerException);

    /// <summary>True if the response is not a valid response of the service.</summary>
    public bool IsInvalidResponse { get; init; }

    /// <summary>True if a retry may succeed.</summary>
    public bool IsTransient => Status == NoResponseStatus || Passing.Contains(Status);

    /// <summary>True if the credentials were rejected.</summary>
    public bool IsRefusal => Status == 401;

    /// <summary>True if the request certainly changed nothing.</summary>
    public bool IsWithoutEffect =>
        Status switch
        {
            NoResponseStatus => InnerException
                is HttpRequestException
                {
                    HttpRequestError: HttpRequestError.ConnectionError
                        or HttpRequestError.NameResolutionError
                        or HttpRequestError.SecureConnectionError
                },
            < 400 => false,
            429 or 503 => true,
            _ => Status < 500 && Status != 408,
        };
}
