using System.Text.Json.Serialization;

namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>Asks for an address.</summary>
internal sealed record FloatingRequest
{
    [JsonPropertyName("floatingip")]
    public required FloatingDemand FloatingAddress { get; init; }
}
