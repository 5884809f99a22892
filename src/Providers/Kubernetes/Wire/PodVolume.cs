using System.Text.Json;

namespace Scalewright.Providers.Kubernetes.Wire;

/// <summary>A volume of a pod, as far as it is lost with the pod.</summary>
internal sealed record PodVolume
{
    public JsonElement? EmptyDir { get; init; }
}
