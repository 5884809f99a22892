using System.Text.Json.Serialization;

namespace Scalewright.Storage.Wire;

/// <summary>Response of a manager that accepts a registration.</summary>
/// <param name="CommandId">Number of the command that sets the server up, 1 or more.</param>
/// <param name="HostId">Number of the server at the manager, 1 or more.</param>
/// <param name="Certificate">Certificate of the server, PEM.</param>
public sealed record RegistrationResponse(
    [property: JsonPropertyName("command_id")] int CommandId,
    [property: JsonPropertyName("host_id")] int HostId,
    [property: JsonPropertyName("certificate")] string Certificate
);
