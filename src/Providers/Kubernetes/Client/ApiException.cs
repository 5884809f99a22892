using Scalewright.Providers.Logs;

namespace Scalewright.Providers.Kubernetes.Client;

/// <summary>A call that was refused, or that nobody answered.</summary>
/// <param name="status">The HTTP status; 0: no answer.</param>
/// <param name="reason">The API's word for it, as in <c>AlreadyExists</c>; empty: none.</param>
/// <param name="message">What was said.</param>
/// <param name="inner">What caused it; null when nothing did.</param>
[SuppressMessage("Design", "CA1064", Justification = "It never leaves this library: a problem of the provider is made of it.")]
internal sealed class ApiException(int status, string reason, string message, Exception? inner = null) : Exception(message, inner)
{
    // Kubernetes API conventions, "HTTP Status codes": what may go away by itself.
    private static readonly int[] Passing = [408, 429, 500, 502, 503, 504];

    public int Status { get; } = status;

    public string Reason { get; } = reason;

    /// <summary>Why it failed, without what was said: fit to be logged.</summary>
    public string LogReason => CallLog.ReasonOf(Status, InnerException);

    /// <summary>How long to wait before asking again; null: nothing was said.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether it ended an answer that had begun well: what is refused for good is refused when asked for again.</summary>
    public bool IsWithinAnswer { get; init; }

    /// <summary>Whether asking again may help.</summary>
    public bool IsPassing => Status == 0 || IsWithinAnswer || Passing.Contains(Status);

    /// <summary>Whether the caller is not let in at all, to anything or to objects of this kind.</summary>
    public bool IsRefusal => Status == 401 || (Status == 403 && Message.Contains(" cannot ", StringComparison.Ordinal) && Message.Contains(" resource ", StringComparison.Ordinal));

    public bool IsQuota => Status == 403 && Message.Contains("exceeded quota", StringComparison.Ordinal);

    public bool IsGone => Status == 404 && Reason == "NotFound" && Message.StartsWith("pods ", StringComparison.Ordinal);

    public bool AlreadyExists => Status == 409 && Reason == "AlreadyExists";

    /// <summary>Whether the answer is none of an API server.</summary>
    public bool IsNonsense => Reason == NonsenseReason;

    /// <summary>Whether an object within an answer cannot be read.</summary>
    public bool IsMalformed => Reason == MalformedReason;

    /// <summary>Whether it is certain that nothing was done.</summary>
    public bool IsWithoutEffect => Status switch
    {
        0 => InnerException is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError },
        < 400 => false,
        429 or 503 => true,
        _ => Status < 500 && Status != 408,
    };

    /// <summary>The reason of an answer that no API server gives.</summary>
    public static string NonsenseReason => "Unreadable";

    /// <summary>The reason of an object that no API server sends.</summary>
    public static string MalformedReason => "Malformed";
}
