namespace Scalewright.Rest;

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
