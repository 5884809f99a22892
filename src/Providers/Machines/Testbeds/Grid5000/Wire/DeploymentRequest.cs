namespace Scalewright.Providers.Grid5000.Wire;

/// <summary>A deployment as it is asked for.</summary>
internal sealed record DeploymentRequest
{
    public required IReadOnlyList<string> Nodes { get; init; }

    public required string Environment { get; init; }

    public string? Key { get; init; }
}
