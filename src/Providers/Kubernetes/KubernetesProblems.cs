namespace Scalewright.Providers.Kubernetes;

internal static class KubernetesProblems
{
    /// <summary>Name of the provider.</summary>
    public const string Provider = "kubernetes";

    // Messages of PodSecurity admission list each rejected field.
    private const int MaxMessageLength = 1000;

    private static readonly ProblemCode Refused = new("SW4501", "kubernetes-refused");

    /// <summary>The configuration of the cluster access is invalid.</summary>
    public static ProblemCode BadConfiguration { get; } = new("SW4502", "kubeconfig-invalid");

    /// <summary>Converts a failure to a problem.</summary>
    /// <param name="field">Name of the node; empty for the whole backend.</param>
    public static Problem From(ApiException failure, string field = "")
    {
        (ProblemCode code, string advice) = failure switch
        {
            { Status: 429 } => (
                ProblemCode.Throttled,
                failure.RetryAfter is { } pause ? string.Create(CultureInfo.InvariantCulture, $"retry after {pause}") : "retry later"
            ),
            { IsRefusal: true } => (
                ProblemCode.AuthenticationFailed,
                "see that the token or certificate is valid, and that its role may get, list, watch, create, patch "
                    + "and delete pods, and get and create pods/exec"
            ),
            { IsUntrustedServer: true } => (
                BadConfiguration,
                "see that certificate-authority of the kubeconfig file is the authority of this server, and that "
                    + "tls-server-name, if set, is a name of its certificate"
            ),
            { IsNamespaceNotFound: true } => (Refused, "create it, or set 'namespace' of the context"),
            { IsQuota: true } => (ProblemCode.QuotaExceeded, "request a higher quota or fewer nodes"),
            { IsPodNotFound: true } => (ProblemCode.ResourceNotFound, "check what exists and plan again"),
            { IsMalformed: true } => (
                ProblemCode.ProviderContractViolation,
                "see who writes this object, and whether something on the way changes answers"
            ),
            { IsNonsense: true } => (ProblemCode.ProviderContractViolation, "see that the address leads to an API server"),
            { IsPodSecurity: true } => (
                Refused,
                $"set {nameof(KubernetesOptions)}.{nameof(KubernetesOptions.IsRestricted)}, or use a namespace with another policy"
            ),
            { IsTransient: true, IsWithoutEffect: true } => (ProblemCode.ProviderUnavailable, "retry later"),
            { IsTransient: true } => (ProblemCode.CallOutcomeUnknown, "check what exists before you retry the step"),
            _ => (Refused, "change the request as the message says"),
        };
        string message = TextEscaping.EscapeAndTruncate(failure.Message, MaxMessageLength);
        return new Problem(code, message, advice) { Field = field };
    }

    /// <summary>Converts the failure of a read or of the whole backend to an exception.</summary>
    public static ProviderException Exception(ApiException failure) =>
        new(Provider, [From(failure)], failure)
        {
            IsTransient = failure.IsTransient && !failure.IsRefusal,
            RetryAfter = failure.RetryAfter,
        };

    /// <summary>Reads, and converts a failure to an exception.</summary>
    public static async Task<T> ConvertAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (ApiException failure)
        {
            throw Exception(failure);
        }
    }

    public static ProviderException NoPod() =>
        new(
            Provider,
            [
                new Problem(
                    BadConfiguration,
                    "this program runs in no pod with a service account",
                    "use a kubeconfig file, or mount the account's token"
                ),
            ]
        );

    public static ProviderException EndlessList() =>
        new(
            Provider,
            [new Problem(ProblemCode.EndlessListing, "a list returns the same page again and again", "repeat the listing later")]
        );

    public static Problem NotFound(string node) =>
        new(ProblemCode.ResourceNotFound, "its pod no longer exists", "check what exists and plan again") { Field = node };

    public static Problem Ended(string node, string found) =>
        new(ProblemCode.ResourceNotFound, found, "repair the cluster: that makes the node again") { Field = node };

    public static Problem TokenUsed(string node) =>
        new(ProblemCode.IdempotencyTokenUsed, "the pod that was created with the token is terminating", "plan again, with a new token")
        {
            Field = node,
        };

    public static Problem OtherOwner(string node, string pod) =>
        new(
            ProblemCode.ForeignResource,
            $"the pod '{TextEscaping.Escape(pod)}' does not have this node's ownership tag",
            "observe again, or choose another name"
        )
        {
            Field = node,
        };

    public static Problem Contended(string node) =>
        new(ProblemCode.ProviderUnavailable, "its pod changed during each attempt", "retry the step later") { Field = node };

    public static Problem NoImage(string node) =>
        new(Refused, "it has no container image", $"set its image, or {nameof(KubernetesOptions)}.{nameof(KubernetesOptions.Image)}")
        {
            Field = node,
        };

    public static Problem NotReached(string node, string found) =>
        new(ProblemCode.ConnectionLost, found, "connect again when that has passed") { Field = node };

    /// <summary>
    /// Returns the problem for a program that the server did not start. Only transient failures are retried.
    /// </summary>
    public static Problem NotEntered(string node, ApiException failure)
    {
        Problem rejection = From(failure, node);
        string found = $"programs cannot be started in its pod: {rejection.Message}";
        return failure.IsTransient && !failure.IsRefusal ? NotReached(node, found) : rejection with { Message = found };
    }
}
