namespace Scalewright.Providers.AutoScaling.Backend;

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
        "MaxSpotInstanceCountExceeded",
    ];

    /// <summary>Returns true if the request is known to have had no effect.</summary>
    public static bool IsWithoutEffect(AutoScalingException failure) =>
        failure.Error switch
        {
            { Status: 0 } => failure.InnerException
                is HttpRequestException
                {
                    HttpRequestError: HttpRequestError.ConnectionError
                        or HttpRequestError.NameResolutionError
                        or HttpRequestError.SecureConnectionError,
                },
            { Code: QueryError.UnreadableCode, Status: < 300 } => false,
            { IsThrottling: true } or { IsShortage: true } or { Status: 503 } => true,
            { Status: var status } => status < 500 && !failure.Error.IsPassing,
        };

    /// <summary>Converts the failure of a change, whose effect may be unknown.</summary>
    /// <param name="field">Name of the node.</param>
    public static Problem FromChange(AutoScalingException failure, string field) => Create(failure, field, IsWithoutEffect(failure));

    /// <summary>Converts the failure of a read, which never has an effect.</summary>
    /// <param name="field">Name of the node; empty for the whole backend.</param>
    public static Problem FromRead(AutoScalingException failure, string field = "") => Create(failure, field, isWithoutEffect: true);

    private static Problem Create(AutoScalingException failure, string field, bool isWithoutEffect)
    {
        QueryError fault = failure.Error;
        string found = fault.Status == 0 ? fault.Message : $"{fault.Code}: {TextEscaping.Escape(fault.Message)}";
        (ProblemCode code, string advice) = fault switch
        {
            { IsThrottling: true } when failure.RetryAfter is { } pause => (
                ProblemCode.Throttled,
                string.Create(CultureInfo.InvariantCulture, $"retry after {pause}")
            ),
            { IsThrottling: true } => (ProblemCode.Throttled, "retry later"),
            { IsShortage: true } => (ProblemCode.InsufficientCapacity, "request fewer nodes, or use another instance type or zone"),
            { Code: QueryError.EndlessListCode } => (ProblemCode.EndlessListing, "retry later"),
            { Code: "IdempotentParameterMismatch" } => (ProblemCode.IdempotencyTokenUsed, "plan again, with a new token"),
            _ when Quotas.Contains(fault.Code, StringComparer.Ordinal) => (
                ProblemCode.QuotaExceeded,
                "request a higher quota or use another zone"
            ),
            { IsRefusal: true } => (ProblemCode.AuthenticationFailed, "check the access key, its permissions and the clock"),
            _ when fault.Code.StartsWith("InvalidInstanceID", StringComparison.Ordinal) => (
                ProblemCode.ResourceNotFound,
                "check what exists and plan again"
            ),
            { IsPassing: true } or { Status: 0 } or { Code: QueryError.UnreadableCode, Status: < 300 } => isWithoutEffect
                ? (ProblemCode.ProviderUnavailable, "retry later")
                : (ProblemCode.CallOutcomeUnknown, "check what exists before you retry the step"),
            _ => (ProblemCode.ProviderContractViolation, "change what the provider does not accept"),
        };
        return new Problem(code, found, advice) { Field = field };
    }

    /// <summary>Converts the failure of a read or of the whole backend.</summary>
    public static ProviderException Exception(AutoScalingException failure) =>
        new(Provider, [FromRead(failure)], failure)
        {
            IsTransient = failure.Error.IsTransient && !failure.Error.IsRefusal,
            RetryAfter = failure.RetryAfter,
        };

    public static Problem EmptyResponse(string node) =>
        new(ProblemCode.CallOutcomeUnknown, "the response contains no instance", "check what exists before you retry the step")
        {
            Field = node,
        };

    public static Problem Untagged(string node, Ec2Instance instance, AutoScalingException failure) =>
        new(
            ProblemCode.CallOutcomeUnknown,
            $"{instance.Id} runs without an ownership tag: {failure.Error.Code}: {TextEscaping.Escape(failure.Error.Message)}",
            "retry the step, or terminate the instance"
        )
        {
            Field = node,
        };

    public static Problem NotFound(string node) =>
        new(ProblemCode.ResourceNotFound, "it no longer exists", "check what exists and plan again") { Field = node };

    public static Problem TokenUsed(string node) =>
        new(ProblemCode.IdempotencyTokenUsed, "the resource that this token created no longer exists", "plan again, with a new token")
        {
            Field = node,
        };

    public static Problem OtherOwner(string node, Ec2Instance instance) =>
        new(
            ProblemCode.ForeignResource,
            instance.Tag is { } tag ? $"{instance.Id} is '{tag.Name}' of '{tag.Owner.Cluster}'" : $"{instance.Id} has no ownership tag",
            "observe again, or choose another name"
        )
        {
            Field = node,
        };

    public static Problem StaleEpoch(ResourceTag tag, long highest) =>
        new(
            ProblemCode.LeaseLost,
            string.Create(CultureInfo.InvariantCulture, $"the request has epoch {tag.Epoch}, but the lease owner has epoch {highest}"),
            "stop; another process now owns the lease of this cluster"
        )
        {
            Field = tag.Name,
        };

    public static Problem NoWayIn(string node) =>
        new(
            ProblemCode.ConnectionLost,
            "the AutoScaling provider cannot connect to instances without a transport",
            $"set {nameof(AutoScalingOptions)}.{nameof(AutoScalingOptions.Transport)}, for example to an SSH transport"
        )
        {
            Field = node,
        };

    public static Problem NoAddress(string node) =>
        new(
            ProblemCode.NoAddress,
            "its instance has no address to connect to",
            $"ask for instances with one, or set {nameof(AutoScalingOptions)}.{nameof(AutoScalingOptions.NodeAddressSelector)}"
        )
        {
            Field = node,
        };

    public static Problem NotRunning(string node, string state) =>
        new(
            ProblemCode.ConnectionLost,
            state.Length > 0 ? $"its instance is {TextEscaping.Escape(state)}" : "its instance is not there",
            "connect when it is ready"
        )
        {
            Field = node,
        };
}
