using System.Text.Json.Serialization;

namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>What a server shall be.</summary>
internal sealed record ServerDemand
{
    public required string Name { get; init; }

    [JsonPropertyName("imageRef")]
    public required string ImageRef { get; init; }

    [JsonPropertyName("flavorRef")]
    public required string FlavorRef { get; init; }

    public required IReadOnlyList<ServerNetwork> Networks { get; init; }

    public string? KeyName { get; init; }

    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    public int MinCount { get; init; } = 1;

    public int MaxCount { get; init; } = 1;
}
