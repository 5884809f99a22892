using System.Text.Json.Serialization;

namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>Changes an address.</summary>
internal sealed record FloatingChange
{
    [JsonPropertyName("floatingip")]
    public required FloatingMove FloatingAddress { get; init; }
}
