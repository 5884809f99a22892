namespace Scalewright.Providers.Kubernetes.Wire;

/// <summary>A change of what an object is marked with. With a resource version it is refused when the object has changed since.</summary>
internal sealed record MetaPatch
{
    public ObjectMeta? Metadata { get; init; }
}
