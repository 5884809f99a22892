namespace Scalewright.Rest;

/// <summary>How a web service is talked to.</summary>
/// <param name="Root">What paths are added to; ends with a slash.</param>
/// <param name="Service">What it is called when its answer is none, as in <c>an OpenStack service</c>.</param>
internal sealed record RestOptions(Uri Root, string Service)
{
    /// <summary>The longest wait for an answer.</summary>
    public required TimeSpan CallTimeout { get; init; }

    public required TimeProvider Clock { get; init; }

    /// <summary>Jitter of pauses.</summary>
    public required Random Chance { get; init; }

    /// <summary>Where calls are written, and why they are repeated.</summary>
    public required ILogger Logger { get; init; }

    /// <summary>What kind of answer is asked for.</summary>
    public string Accept { get; init; } = "application/json";
}
