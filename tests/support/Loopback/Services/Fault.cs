namespace Loopback.Services;

public sealed record Fault(FaultKind Kind, Func<HttpRequest, bool> When)
{
    public int Times { get; init; } = 1;

    /// <summary>Status of <see cref="FaultKind.Answer"/>.</summary>
    public int Status { get; init; } = 503;

    public string Body { get; init; } = "";

    /// <summary>In seconds.</summary>
    public int? RetryAfter { get; init; }

    public string Location { get; init; } = "";
    public string About { get; init; } = "";
    public TimeSpan Delay { get; init; }

    /// <summary>Bytes of the body before the connection breaks, at most all but the last one.</summary>
    public int Bytes { get; init; }
}
