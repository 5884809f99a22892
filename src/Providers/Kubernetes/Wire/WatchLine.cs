using System.Text.Json;

namespace Scalewright.Providers.Kubernetes.Wire;

/// <summary>A line of a watch.</summary>
internal sealed record WatchLine
{
    public string? Type { get; init; }

    public JsonElement Object { get; init; }
}
