namespace Scalewright.Providers.Grid5000.Wire;

/// <summary>A job as it is asked for.</summary>
internal sealed record JobRequest
{
    public required string Name { get; init; }

    public required string Resources { get; init; }

    public required string Command { get; init; }

    public IReadOnlyList<string>? Types { get; init; }

    public string? Queue { get; init; }

    public string? Project { get; init; }

    public string? Reservation { get; init; }

    public string? Properties { get; init; }
}
