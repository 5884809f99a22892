namespace Scalewright.Providers.Kubernetes.Wire;

/// <summary>One cause of a refusal.</summary>
internal sealed record StatusCause
{
    public string? Reason { get; init; }

    public string? Message { get; init; }
}
