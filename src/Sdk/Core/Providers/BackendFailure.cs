using Scalewright.Agents;

namespace Scalewright.Providers;

/// <summary>Meaning of a failed call to a backend.</summary>
/// <param name="Problem">The reported problem.</param>
public sealed record BackendFailure(Problem Problem)
{
    /// <summary>True if the call certainly changed nothing. Default false: the outcome is unknown.</summary>
    public bool IsWithoutEffect { get; init; }

    /// <summary>True if a retry may succeed. Default false.</summary>
    public bool IsTransient { get; init; }

    /// <summary>True if the backend cannot be used at all, for example with wrong credentials. No further step is
    /// started. Default false.</summary>
    public bool EndsWave { get; init; }

    /// <summary>Delay before a retry as the backend requested it. Default null: it requested none.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>True if neither the provider nor <see cref="FailureTable"/> knows the exception. Default false.</summary>
    internal bool IsUnexpected { get; init; }

    /// <summary>Converts the failure of a step to its outcome.</summary>
    internal StepOutcome ToOutcome(StepRequest request)
    {
        Problem reported = Problem.Field.Length > 0 ? Problem : Problem with { Field = request.Step.Name };
        return new StepOutcome(request.Token, IsWithoutEffect ? StepResult.Failed : StepResult.Unknown)
        {
            Problem = reported,
            CanRetry = IsWithoutEffect && IsTransient,
            RetryAfter = RetryAfter,
        };
    }
}

/// <summary>Kind of a call, which determines the meaning of a missing response.</summary>
/// <param name="NoResponse">Code of a missing response.</param>
/// <param name="Advice">Advice for a missing response.</param>
internal sealed record BackendCallKind(ProblemCode NoResponse, string Advice)
{
    public static BackendCallKind Step { get; } = new(ProblemCode.CallOutcomeUnknown, "check what exists before you retry the step");

    public static BackendCallKind Query { get; } = new(ProblemCode.ProviderUnavailable, "retry the operation");

    public static BackendCallKind Connection { get; } = new(ProblemCode.ConnectionLost, "connect again when the node is reachable");
}

/// <summary>Meanings of exceptions that providers of all backends share.</summary>
internal static class FailureTable
{
    /// <summary>Returns the meaning of an exception.</summary>
    /// <param name="subject">Affected node; empty for the whole backend.</param>
    public static BackendFailure Read(Exception failure, string subject, BackendCallKind kind) =>
        failure switch
        {
            // A failure has one problem; the first one of an exception is its cause.
            ProviderException providerFailure => new(providerFailure.Problems[0])
            {
                IsWithoutEffect = !providerFailure.IsOutcomeUnknown,
                IsTransient = providerFailure.IsTransient || IsConnectionLost(providerFailure),
                RetryAfter = providerFailure.RetryAfter,
            },
            AgentException agentFailure => new(agentFailure.Problems[0])
            {
                IsWithoutEffect = !agentFailure.IsOutcomeUnknown,
                IsTransient = agentFailure.IsTransient || IsConnectionLost(agentFailure),
            },
            HttpRequestException { StatusCode: { } status } => ReadStatus(failure, status, subject, kind),
            // Without a connection, no request was sent.
            HttpRequestException
            {
                HttpRequestError: HttpRequestError.ConnectionError
                    or HttpRequestError.NameResolutionError
                    or HttpRequestError.SecureConnectionError
            }
            or SocketException
            {
                SocketErrorCode: SocketError.ConnectionRefused
                    or SocketError.HostUnreachable
                    or SocketError.NetworkUnreachable
                    or SocketError.HostNotFound
                    or SocketError.NoData
                    or SocketError.TryAgain
            } => new(Create(ProblemCode.ProviderUnavailable, failure, "retry the operation", subject))
            {
                IsWithoutEffect = true,
                IsTransient = true,
            },
            // The permissions of one file or socket: steps that use others may succeed, so the wave continues.
            UnauthorizedAccessException => new(Create(ProblemCode.AuthenticationFailed, failure, "check the permissions", subject))
            {
                IsWithoutEffect = true,
            },
            // The request may have been processed, although its response is missing.
            OperationCanceledException or TimeoutException or IOException or HttpRequestException or SocketException => Lost(
                failure,
                subject,
                kind
            ),
            _ => new(Create(ProblemCode.ProviderContractViolation, failure, "report it to the author of the provider", subject))
            {
                IsUnexpected = true,
            },
        };

    private static bool IsConnectionLost(ScalewrightException failure) => failure.Problems[0].Code == ProblemCode.ConnectionLost;

    private static BackendFailure ReadStatus(Exception failure, HttpStatusCode status, string subject, BackendCallKind kind) =>
        status switch
        {
            // All calls use the same credentials.
            HttpStatusCode.Unauthorized => new(Create(ProblemCode.AuthenticationFailed, failure, "check the credentials", subject))
            {
                IsWithoutEffect = true,
                EndsWave = true,
            },
            // RFC 9110, RFC 6585: the server cannot handle the request at present.
            HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => new(
                Create(ProblemCode.Throttled, failure, "retry the operation later", subject)
            )
            {
                IsWithoutEffect = true,
                IsTransient = true,
            },
            >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError => new(
                Create(ProblemCode.ProviderContractViolation, failure, "change the request as the message says", subject)
            )
            {
                IsWithoutEffect = true,
            },
            _ => Lost(failure, subject, kind),
        };

    private static BackendFailure Lost(Exception failure, string subject, BackendCallKind kind) =>
        new(Create(kind.NoResponse, failure, kind.Advice, subject)) { IsTransient = true };

    private static Problem Create(ProblemCode code, Exception failure, string advice, string subject) =>
        new(
            code,
            failure is OperationCanceledException ? "no response in time" : ExceptionText.From(UriRedactor.WithoutPasswords(failure)),
            advice
        )
        {
            Field = subject,
        };
}
