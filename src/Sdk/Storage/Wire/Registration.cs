using System.Text.Json.Serialization;

namespace Scalewright.Storage.Wire;

/// <summary>How a server introduces itself to a manager.</summary>
public sealed record Registration
{
    /// <summary>The address the manager is to use; null: whatever the request comes from.</summary>
    [JsonPropertyName("address")]
    public string? Address { get; init; }

    /// <summary>Full name of the server.</summary>
    [JsonPropertyName("fqdn")]
    public required string Fqdn { get; init; }

    /// <summary>Short name of the server.</summary>
    [JsonPropertyName("nodename")]
    public required string Nodename { get; init; }

    /// <summary>What the server can do; a storage server says <c>manage_targets</c>.</summary>
    [JsonPropertyName("capabilities")]
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>Version of the agent, as in <c>3.0.1</c>.</summary>
    [JsonPropertyName("version")]
    public required string Version { get; init; }

    /// <summary>A certificate request for <see cref="Fqdn"/>, PEM.</summary>
    [JsonPropertyName("csr")]
    public required string CertificateRequest { get; init; }
}
