using System.Text.Json.Serialization;

namespace Scalewright.Storage.Wire;

/// <summary>Registration request of a server.</summary>
public sealed record Registration
{
    /// <summary>Address that the manager uses. Null: the source address of the request.</summary>
    [JsonPropertyName("address")]
    public string? Address { get; init; }

    /// <summary>Full name of the server.</summary>
    [JsonPropertyName("fqdn")]
    public required string Fqdn { get; init; }

    /// <summary>Short name of the server.</summary>
    [JsonPropertyName("nodename")]
    public required string Nodename { get; init; }

    /// <summary>Capabilities of the server. A storage server has <c>manage_targets</c>.</summary>
    [JsonPropertyName("capabilities")]
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>Version of the agent, for example <c>3.0.1</c>.</summary>
    [JsonPropertyName("version")]
    public required string Version { get; init; }

    /// <summary>Certificate request for <see cref="Fqdn"/>, PEM.</summary>
    [JsonPropertyName("csr")]
    public required string CertificateRequest { get; init; }
}
