using System.Text.Json.Serialization;

namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>A page of addresses.</summary>
internal sealed record FloatingList
{
    [JsonPropertyName("floatingips")]
    public IReadOnlyList<FloatingAddress>? FloatingAddresses { get; init; }
}
