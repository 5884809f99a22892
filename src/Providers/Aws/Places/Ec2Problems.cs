namespace Scalewright.Providers.AutoScaling.Places;

/// <summary>Converts errors of the service to problems of a step.</summary>
internal static class Ec2Problems
{
    /// <summary>Name of the provider.</summary>
    public const string Provider = "autoscaling";

    // "Error codes" of the EC2 API reference.
    private static readonly string[] Quotas =
    [
        "InstanceLimitExceeded",
        "VcpuLimitExceeded",
        "LimitExceeded",
        "ResourceLimitExceeded",
        "MaxSpotInstanceCountExceeded"
    ];

    /// <summary>Returns true if the request is known to have had no effect.</summary>
    public static bool IsWithoutEffect(AutoScalingException failure) => failure.Error switch
    {
        { Status: 0 } =>
            failure.InnerException is HttpRequestException
            {
                HttpRequestError: HttpRequestError.ConnectionError
                    or HttpRequestError.NameResolutionError
                    or HttpRequestError.SecureConnectionError,
            },
        { Code: QueryError.UnreadableCode, Status: < 300 } => false,
        { IsThrottling: true } or { IsShortage: true } or { Status: 503 } => true,
        { Status: var status } => status < 500 && !failure.Error.IsPassing,
    };

    /// <summary>Converts a failure.</summary>
    /// <param name="field">Name of the node; empty for the whole backend.</param>
    public static Problem Of(AutoScalingException failure, string field = "")
    {
        QueryError fault = failure.Error;
        string found = fault.Status == 0 ? fault.Message : $"{fault.Code}: {TextEscaping.Escape(fault.Message)}";
        (ProblemCode code, string advice) = fault switch
        {
            { IsThrottling: true } when failure.RetryAfter is { } pause =>
                (ProblemCode.Throttled, string.Create(CultureInfo.InvariantCulture, $"repeat it after {pause}")),
            { IsThrottling: true } => (ProblemCode.Throttled, "repeat it later"),
            { IsShortage: true } =>
                (ProblemCode.InsufficientCapacity, "ask for fewer nodes, another kind of machine or another zone"),
            { Code: QueryError.EndlessListCode } => (ProblemCode.EndlessListing, "repeat the listing later"),
            { Code: "IdempotentParameterMismatch" } =>
                (ProblemCode.IdempotencyTokenUsed, "plan again, with a new token"),
            _ when Quotas.Contains(fault.Code, StringComparer.Ordinal) =>
                (ProblemCode.QuotaExceeded, "ask for a higher quota or use another zone"),
            { IsRefusal: true } =>
                (
                    ProblemCode.AuthenticationFailed,
                    "see that the key is right and may do this, and that the clock is right"),
            _ when fault.Code.StartsWith("InvalidInstanceID", StringComparison.Ordinal) =>
                (ProblemCode.ResourceNotFound, "check what exists and plan again"),
            { IsPassing: true } or { Status: 0 } or { Code: QueryError.UnreadableCode, Status: < 300 } =>
                IsWithoutEffect(failure)
                ? (ProblemCode.ProviderUnavailable, "repeat the call later")
                : (ProblemCode.CallOutcomeUnknown, "check what exists before you retry the step"),
            _ => (ProblemCode.ProviderContractViolation, "change what the provider does not accept"),
        };
        return new Problem(code, found, advice) { Field = field };
    }

    /// <summary>Converts the failure of a read or of the whole backend.</summary>
    public static ProviderException Exception(AutoScalingException failure) => new(Provider, [Of(failure)], failure)
    {
        IsTransient = !failure.Error.IsRefusal && (failure.Error.IsPassing || failure.Error.Status == 0),
        RetryAfter = failure.RetryAfter,
    };

    public static Problem EmptyAnswer(string node) =>
        new(
            ProblemCode.CallOutcomeUnknown,
            "the answer names no instance",
            "check what exists before you retry the step") { Field = node };

    public static Problem Gone(string node) =>
        new(ProblemCode.ResourceNotFound, "it is not there any more",
            "check what exists and plan again") { Field = node };

    public static Problem TokenUsed(string node) =>
        new(ProblemCode.IdempotencyTokenUsed, "what the token made is gone",
            "plan again, with a new token") { Field = node };

    public static Problem Foreign(string node, Ec2Instance found) => new(
        ProblemCode.ForeignResource,
        found.Mark is { } mark
            ? $"{found.Id} is '{mark.Name}' of '{mark.Owner.Cluster}'"
            : $"{found.Id} carries no mark of ours",
        "observe again, or choose another name") { Field = node };

    public static Problem StaleEpoch(ResourceTag tag, long highest) => new(
        ProblemCode.LeaseLost,
        string.Create(
            CultureInfo.InvariantCulture, $"the order is of epoch {tag.Epoch}, and epoch {highest} has taken over"),
        "stop; the new holder acts for this cluster now") { Field = tag.Name };

    public static Problem NoWayIn(string node) => new(
        ProblemCode.ConnectionLost,
        "a place of the AutoScaling API starts and ends instances, and has no way into them",
        $"set {nameof(AutoScalingOptions)}.{nameof(AutoScalingOptions.Transport)}, as to one of SSH") { Field = node };

    public static Problem NoAddress(string node) => new(
        ProblemCode.NoAddress,
        "its instance has no address that it could be reached at",
        "ask for instances with one, "
            + $"or set {nameof(AutoScalingOptions)}.{nameof(AutoScalingOptions.NodeAddressSelector)}") { Field = node };

    public static Problem NotRunning(string node, string state) => new(
        ProblemCode.ConnectionLost, state.Length > 0
            ? $"its instance is {TextEscaping.Escape(state)}"
            : "its instance is not there", "connect when it is ready") { Field = node };
}
