using System.Text.Json.Serialization;

namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>A server of the compute service.</summary>
internal sealed record Server
{
    public string Id { get; init; } = "";

    public string? Name { get; init; }

    public string? Status { get; init; }

    [JsonPropertyName("OS-EXT-STS:task_state")]
    public string? TaskState { get; init; }

    public string? Created { get; init; }

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    public IReadOnlyDictionary<string, IReadOnlyList<ServerAddress>>? Addresses { get; init; }

    public ServerFault? Fault { get; init; }
}
