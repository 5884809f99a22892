using Microsoft.AspNetCore.Http;

namespace Loopback.Services;

/// <summary>Something that goes wrong with a request.</summary>
/// <param name="Kind">How.</param>
/// <param name="When">Which requests.</param>
public sealed record Fault(FaultKind Kind, Func<HttpRequest, bool> When)
{
    /// <summary>With how many of them; default 1.</summary>
    public int Times { get; init; } = 1;

    /// <summary>Status of another answer.</summary>
    public int Status { get; init; } = 503;

    /// <summary>Body of another answer.</summary>
    public string Body { get; init; } = "";

    /// <summary>Seconds to wait that another answer asks for; null: none.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>Where another answer says that something is; empty, the default: it does not say.</summary>
    public string Location { get; init; } = "";

    /// <summary>Which requests, for people; empty, the default: it is not said.</summary>
    public string About { get; init; } = "";

    /// <summary>Time that passes before a slow request is taken; default none.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Bytes of the body of an answer that come before it breaks; at most all but the last one. Default 0: its head comes.</summary>
    public int Bytes { get; init; }
}
