namespace Scalewright.Providers.Kubernetes.Wire;

/// <summary>How an object shall be removed.</summary>
internal sealed record DeleteRequest
{
    public string ApiVersion { get; init; } = "v1";

    public string Kind { get; init; } = "DeleteOptions";

    public long? GracePeriodSeconds { get; init; }

    public DeletePreconditions? Preconditions { get; init; }
}
