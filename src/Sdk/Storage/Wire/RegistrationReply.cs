using System.Text.Json.Serialization;

namespace Scalewright.Storage.Wire;

/// <summary>What a manager answers to a registration it accepts.</summary>
/// <param name="CommandId">The command that sets the server up; 1 or more.</param>
/// <param name="HostId">The server's number at the manager; 1 or more.</param>
/// <param name="Certificate">The certificate of the server, PEM.</param>
public sealed record RegistrationReply(
    [property: JsonPropertyName("command_id")] int CommandId,
    [property: JsonPropertyName("host_id")] int HostId,
    [property: JsonPropertyName("certificate")] string Certificate);
