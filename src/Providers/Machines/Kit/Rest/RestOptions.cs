namespace Scalewright.Rest;

/// <summary>Settings of a <see cref="RestClient"/>.</summary>
/// <param name="Root">Base address of all paths; ends with a slash.</param>
/// <param name="Service">Name of the service in errors about invalid responses, for example <c>an OpenStack
/// service</c>.</param>
internal sealed record RestOptions(Uri Root, string Service)
{
    /// <summary>Timeout of a single request.</summary>
    public required TimeSpan CallTimeout { get; init; }

    public required TimeProvider Clock { get; init; }

    /// <summary>Random source for the jitter of retry delays.</summary>
    public required Random Random { get; init; }

    public required ILogger Logger { get; init; }

    /// <summary>Accepted content type of responses.</summary>
    public string Accept { get; init; } = "application/json";
}
