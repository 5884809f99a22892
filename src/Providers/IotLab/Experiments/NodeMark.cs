using System.Text.Json.Serialization;

namespace Scalewright.Providers.IotLab.Experiments;

/// <summary>A node as the account keeps it, in the name of a monitoring profile. Keys are short, since names are.</summary>
internal sealed record NodeMark
{
    [JsonPropertyName("o")]
    public required string Owner { get; init; }

    [JsonPropertyName("n")]
    public required string Name { get; init; }

    [JsonPropertyName("t")]
    public required string Token { get; init; }

    [JsonPropertyName("g")]
    public string? Group { get; init; }

    [JsonPropertyName("d")]
    public string? Digest { get; init; }

    [JsonPropertyName("e")]
    public long Epoch { get; init; }

    /// <summary>Ticks of UTC.</summary>
    [JsonPropertyName("c")]
    public long Created { get; init; }

    /// <summary>Ticks of UTC; null: never.</summary>
    [JsonPropertyName("x")]
    public long? Expires { get; init; }

    /// <summary>What the experiment's name ends with.</summary>
    [JsonPropertyName("k")]
    public required string Key { get; init; }

    /// <summary>Which of the experiment's nodes.</summary>
    [JsonPropertyName("i")]
    public int Index { get; init; }

    /// <summary>Where it is, as <see cref="Place.ToString"/> writes it.</summary>
    [JsonPropertyName("p")]
    public required string Place { get; init; }

    /// <summary>What is on it; null: nothing was put there.</summary>
    [JsonPropertyName("f")]
    public string? Firmware { get; init; }

    /// <summary>How often it was deployed again.</summary>
    [JsonPropertyName("r")]
    public int Retries { get; init; }

    /// <summary>Whether the last of these did it.</summary>
    [JsonPropertyName("s")]
    public bool IsRevived { get; init; }

    /// <summary>The experiment that goes on when this one ends; 0: none does.</summary>
    [JsonPropertyName("a")]
    public long Next { get; init; }
}
