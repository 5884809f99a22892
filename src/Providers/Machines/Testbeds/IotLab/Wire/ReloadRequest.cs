namespace Scalewright.Providers.IotLab.Wire;

/// <summary>The same experiment again. The API wants numbers as texts here.</summary>
internal sealed record ReloadRequest
{
    /// <summary>In minutes.</summary>
    public string? Duration { get; init; }

    /// <summary>When it begins, in seconds of UNIX.</summary>
    public string? Reservation { get; init; }
}
