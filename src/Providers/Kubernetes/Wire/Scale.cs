namespace Scalewright.Providers.Kubernetes.Wire;

/// <summary>The size of what has one.</summary>
internal sealed record Scale
{
    public string ApiVersion { get; init; } = "autoscaling/v1";

    public string Kind { get; init; } = "Scale";

    public ObjectMeta? Metadata { get; init; }

    public ScaleSpec? Spec { get; init; }
}
