using System.Text.Json.Serialization;

namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>An address of a server.</summary>
internal sealed record ServerAddress
{
    public string? Addr { get; init; }

    public int Version { get; init; }

    [JsonPropertyName("OS-EXT-IPS:type")]
    public string? Type { get; init; }
}
