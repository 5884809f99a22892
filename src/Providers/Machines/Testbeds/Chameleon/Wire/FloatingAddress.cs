using System.Text.Json.Serialization;

namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>An address that can be moved from port to port.</summary>
internal sealed record FloatingAddress
{
    public string Id { get; init; } = "";

    [JsonPropertyName("floating_ip_address")]
    public string? Address { get; init; }

    public string? PortId { get; init; }

    /// <summary>Whose it is and for which node.</summary>
    public string? Description { get; init; }

    public string? CreatedAt { get; init; }
}
