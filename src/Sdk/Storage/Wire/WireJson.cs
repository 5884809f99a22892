using System.Text.Json.Serialization;

namespace Scalewright.Storage.Wire;

[JsonSerializable(typeof(Registration))]
[JsonSerializable(typeof(RegistrationResponse))]
[JsonSerializable(typeof(Reregistration))]
internal sealed partial class WireJson : JsonSerializerContext;

/// <summary>Request of a server with a valid certificate to change its address.</summary>
/// <param name="Address">New address; null: unchanged.</param>
internal sealed record Reregistration(
    [property: JsonPropertyName("fqdn")] string Fqdn,
    [property: JsonPropertyName("address")] string? Address
);
