using Scalewright.Providers.Logs;

namespace Scalewright.Providers.Kubernetes.Client;

/// <summary>A request that was rejected or received no response.</summary>
/// <param name="status">HTTP status; 0 if there was no response.</param>
/// <param name="reason">Reason of the API, for example <c>AlreadyExists</c>; empty if there was none.</param>
[SuppressMessage("Design", "CA1064", Justification = "It never leaves this library: a problem of the provider is made of it.")]
internal sealed class ApiException(int status, string reason, string message, Exception? inner = null) : Exception(message, inner)
{
    // Kubernetes API conventions, "HTTP Status codes": transient errors.
    private static readonly int[] Passing = [408, 429, 500, 502, 503, 504];

    public int Status { get; } = status;

    public string Reason { get; } = reason;

    /// <summary>Reason without the message of the server, so that it can be logged.</summary>
    public string LogReason => CallLog.GetReason(Status, InnerException);

    /// <summary>Requested delay before a retry; null if the response has none.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>
    /// True if a response failed after it had started successfully. Counts as transient; a retry shows whether the
    /// failure is permanent.
    /// </summary>
    public bool IsWithinAnswer { get; init; }

    /// <summary>
    /// True if the role of the caller was refused shortly after a connection broke. A starting API server refuses all
    /// roles until its RBAC caches are filled, so a retry may succeed.
    /// </summary>
    public bool IsFromStartingServer { get; set; }

    /// <summary>True if the certificate of the server was rejected. A retry cannot succeed.</summary>
    public bool IsUntrustedServer { get; init; }

    /// <summary>Indicates whether a retry may succeed.</summary>
    public bool IsTransient =>
        (Status == 0 && !IsUntrustedServer) || IsWithinAnswer || IsFromStartingServer || IsAdmissionStarting || Passing.Contains(Status);

    /// <summary>True if the caller has no access at all, or none to objects of this kind.</summary>
    public bool IsRefusal => Status == 401 || (IsRoleRefusal && !IsFromStartingServer);

    /// <summary>
    /// True if the role of the caller does not permit the request. The message is empty after "is forbidden:" if the
    /// role permits <c>get</c> but not <c>create</c> of <c>pods/exec</c> (Kubernetes 1.35,
    /// AuthorizePodWebsocketUpgradeCreatePermission).
    /// </summary>
    public bool IsRoleRefusal =>
        Status == 403
        && (
            Message.AsSpan().TrimEnd().EndsWith(" is forbidden:", StringComparison.Ordinal)
            || (Message.Contains(" cannot ", StringComparison.Ordinal) && Message.Contains(" resource ", StringComparison.Ordinal))
        );

    /// <summary>
    /// True if the caches of admission are not filled yet, as at the start of an API server (k8s.io/apiserver,
    /// pkg/admission, Handler.WaitForReady).
    /// </summary>
    public bool IsAdmissionStarting =>
        Status == 403 && Message.EndsWith(" is forbidden: not yet ready to handle request", StringComparison.Ordinal);

    /// <summary>True if the Pod Security Standard of the namespace rejects the pod.</summary>
    public bool IsPodSecurity => Status == 403 && Message.Contains("violates PodSecurity", StringComparison.Ordinal);

    /// <summary>True if the namespace of the pods does not exist.</summary>
    public bool IsNamespaceNotFound => Status == 404 && Reason == "NotFound" && Message.StartsWith("namespaces ", StringComparison.Ordinal);

    /// <summary>True if all requests fail for the same reason, so that it is reported once.</summary>
    public bool IsForAllRequests => IsRefusal || IsNamespaceNotFound || IsUntrustedServer;

    public bool IsQuota => Status == 403 && Message.Contains("exceeded quota", StringComparison.Ordinal);

    public bool IsPodNotFound => Status == 404 && Reason == "NotFound" && Message.StartsWith("pods ", StringComparison.Ordinal);

    public bool AlreadyExists => Status == 409 && Reason == "AlreadyExists";

    /// <summary>True if the response is not from an API server.</summary>
    public bool IsNonsense => Reason == NonsenseReason;

    /// <summary>True if an object in the response cannot be read.</summary>
    public bool IsMalformed => Reason == MalformedReason;

    /// <summary>True if it is certain that the request had no effect.</summary>
    public bool IsWithoutEffect =>
        Status switch
        {
            0 => InnerException
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

    /// <summary>Reason for a response that is not from an API server.</summary>
    public static string NonsenseReason => "Unreadable";

    /// <summary>Reason for an object that an API server cannot have sent.</summary>
    public static string MalformedReason => "Malformed";
}
