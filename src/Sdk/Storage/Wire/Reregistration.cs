using System.Text.Json.Serialization;

namespace Scalewright.Storage.Wire;

/// <summary>How a server with a valid certificate tells that it is called otherwise now.</summary>
/// <param name="Fqdn">The full name from now on.</param>
/// <param name="Address">The address from now on; null: unchanged.</param>
internal sealed record Reregistration(
    [property: JsonPropertyName("fqdn")] string Fqdn,
    [property: JsonPropertyName("address")] string? Address);
