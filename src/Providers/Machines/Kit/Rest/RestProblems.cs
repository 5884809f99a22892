using Scalewright.Providers;

namespace Scalewright.Rest;

/// <summary>What refusals of a testbed mean, and what came of steps that met them.</summary>
/// <param name="refused">The code of what the testbed does not take.</param>
/// <param name="own">What a failure means at this testbed: a code, and what would be accepted; null: what it means at all.</param>
internal sealed class RestProblems(string provider, ProblemCode refused, Func<RestException, (ProblemCode Code, string Advice)?> own)
{
    /// <summary>Whether the same call may be taken later.</summary>
    public Func<RestException, bool> MayPass { get; init; } = static failure => failure.IsPassing;

    /// <summary>A failure as a problem.</summary>
    /// <param name="field">The node it is about; empty for the whole place.</param>
    public Problem Of(RestException failure, string field = "")
    {
        (ProblemCode code, string advice) = failure switch
        {
            { Status: 429 } => (ProblemCode.Throttled, failure.RetryAfter is { } pause ? string.Create(CultureInfo.InvariantCulture, $"repeat it after {pause}") : "repeat it later"),
            _ when own(failure) is { } known => known,
            { IsRefusal: true } => (ProblemCode.CredentialsRefused, "see that user and password are those of the testbed's account"),
            { IsNonsense: true } => (ProblemCode.ProviderNonsense, "see that the address is the root of the testbed's API"),
            { IsPassing: true } => failure.IsWithoutEffect ? (ProblemCode.ProviderBusy, "repeat the call later") : (ProblemCode.UnknownOutcome, "look what exists before repeating the step"),
            _ => (refused, "change what the testbed does not take"),
        };
        return new Problem(code, failure.Message, advice) { Field = field };
    }

    /// <summary>A failure of a call that changes nothing, or of the whole place.</summary>
    public ProviderException Exception(RestException failure) => new(provider, [Of(failure)], failure)
    {
        MayRetry = failure.IsPassing,
        RetryAfter = failure.RetryAfter,
    };

    /// <summary>What came of a step that met a failure.</summary>
    public StepOutcome OutcomeOf(StepOrder order, RestException failure, bool isWithoutEffect) => new(order.Token, isWithoutEffect ? StepResult.Failed : StepResult.Unknown)
    {
        Problem = Of(failure, order.Step.Name),
        MayRetry = isWithoutEffect && MayPass(failure),
        RetryAfter = failure.RetryAfter,
    };

    /// <summary>What came of steps whose change met one failure.</summary>
    public ValueList<StepOutcome> OutcomesOf(IEnumerable<StepOrder> orders, RestException failure) => [.. orders.Select(order => OutcomeOf(order, failure, failure.IsWithoutEffect))];

    /// <summary>Makes a change for steps.</summary>
    public async Task<ValueList<StepOutcome>> ChangedAsync(StepOrder[] orders, Func<Task<ValueList<StepOutcome>>> change)
    {
        try
        {
            return await change();
        }
        catch (RestException failure) when (!failure.IsRefusal)
        {
            return OutcomesOf(orders, failure);
        }
    }

    /// <summary>Asks for something that a caller of the provider wants to know.</summary>
    /// <exception cref="ProviderException">It is not told.</exception>
    public async Task<T> AskedAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (RestException failure)
        {
            throw Exception(failure);
        }
    }

    /// <summary>Does steps that tell by themselves what came of changes.</summary>
    /// <exception cref="ProviderException">The caller is not let in at all.</exception>
    public async Task<ValueList<StepOutcome>> GuardedAsync(StepOrder[] orders, Func<Task<ValueList<StepOutcome>>> act)
    {
        try
        {
            return await act();
        }
        catch (RestException failure) when (!failure.IsRefusal)
        {
            // Nothing but looking was done.
            return [.. orders.Select(order => OutcomeOf(order, failure, isWithoutEffect: true))];
        }
        catch (RestException failure)
        {
            throw Exception(failure);
        }
    }
}

/// <summary>A call of a web service that was refused, or that nobody answered.</summary>
/// <param name="status">The HTTP status; 0: no answer.</param>
/// <param name="message">What was said.</param>
/// <param name="inner">What caused it; null when nothing did.</param>
[SuppressMessage("Design", "CA1064", Justification = "It never leaves this library: a problem of the provider is made of it.")]
internal sealed class RestException(int status, string message, Exception? inner = null) : Exception(message, inner)
{
    // RFC 9110: what may go away by itself.
    private static readonly int[] Passing = [408, 429, 500, 502, 503, 504];

    public int Status { get; } = status;

    /// <summary>How long to wait before asking again; null: nothing was said.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Why it failed, without what was said: fit to be logged.</summary>
    public string Reason => CallLog.ReasonOf(Status, InnerException);

    /// <summary>Whether the answer is none of such a service.</summary>
    public bool IsNonsense { get; init; }

    /// <summary>Whether asking again may help.</summary>
    public bool IsPassing => Status == 0 || Passing.Contains(Status);

    /// <summary>Whether the caller is not let in at all.</summary>
    public bool IsRefusal => Status == 401;

    /// <summary>Whether it is certain that nothing was done.</summary>
    public bool IsWithoutEffect => Status switch
    {
        0 => InnerException is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError },
        < 400 => false,
        429 or 503 => true,
        _ => Status < 500 && Status != 408,
    };
}
