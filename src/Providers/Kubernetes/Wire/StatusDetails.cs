namespace Scalewright.Providers.Kubernetes.Wire;

/// <summary>More of a refusal.</summary>
internal sealed record StatusDetails
{
    public IReadOnlyList<StatusCause>? Causes { get; init; }

    public int? RetryAfterSeconds { get; init; }
}
