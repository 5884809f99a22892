using System.Text.Json.Serialization;

namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>Asks for a server.</summary>
internal sealed record ServerRequest
{
    public required ServerDemand Server { get; init; }

    [JsonPropertyName("os:scheduler_hints")]
    public required SchedulerHints Hints { get; init; }
}
