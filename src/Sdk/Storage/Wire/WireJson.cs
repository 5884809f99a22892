using System.Text.Json.Serialization;

namespace Scalewright.Storage.Wire;

[JsonSerializable(typeof(Registration))]
[JsonSerializable(typeof(RegistrationReply))]
[JsonSerializable(typeof(Reregistration))]
internal sealed partial class WireJson : JsonSerializerContext;

/// <summary>How a server with a valid certificate tells that it is called otherwise now.</summary>
/// <param name="Address">The address from now on; null: unchanged.</param>
internal sealed record Reregistration(
    [property: JsonPropertyName("fqdn")] string Fqdn,
    [property: JsonPropertyName("address")] string? Address);
