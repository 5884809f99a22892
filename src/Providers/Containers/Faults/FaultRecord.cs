using System.Text.Json.Serialization;
using Scalewright.Providers.Containers.Client;

namespace Scalewright.Providers.Containers.Faults;

/// <summary>
/// Faults of a node and what is needed to revert them. It is stored in the container before a change, and replaced by
/// <see cref="Empty"/> after the last step of a revert, so a container never has faults without a record.
/// </summary>
internal sealed record FaultRecord
{
    public static FaultRecord Empty { get; } = new();

    /// <summary>The requested faults.</summary>
    public NodeFault Fault { get; init; } = NodeFault.None;

    /// <summary>True if the container may have been paused by a fault.</summary>
    public bool HasPause { get; init; }

    /// <summary>True if the network namespace may have rules or queues of a fault.</summary>
    public bool HasRules { get; init; }

    /// <summary>Size of the data folder in bytes before it was filled; 0 if it was not.</summary>
    public long DiskBytes { get; init; }

    /// <summary>Connections of the container before it was disconnected by a fault.</summary>
    public ValueList<ContainerLink> Links { get; init; } = [];

    /// <summary>
    /// Returns the record of other faults. Keeps what must be reverted: pauses and rules of these faults, and the size
    /// of the data folder and the connections, which were recorded before the first fault.
    /// </summary>
    public FaultRecord WithFault(NodeFault fault, bool usesRules) =>
        this with
        {
            Fault = fault,
            HasPause = HasPause || fault.IsPaused,
            HasRules = HasRules || usesRules,
        };

    /// <returns>Empty if there are no faults.</returns>
    public byte[] Write() => this == Empty ? [] : JsonSerializer.SerializeToUtf8Bytes(this, FaultRecordJson.Default.FaultRecord);

    /// <param name="content">Content of the file; null or empty if there are no faults.</param>
    /// <exception cref="JsonException">The content is not a record.</exception>
    public static FaultRecord Parse(byte[]? content) =>
        content is { Length: > 0 } ? JsonSerializer.Deserialize(content, FaultRecordJson.Default.FaultRecord) ?? Empty : Empty;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    IgnoreReadOnlyProperties = true,
    Converters = [
        typeof(ValueListConverter<string>),
        typeof(ValueListConverter<InboundLinkFault>),
        typeof(ValueListConverter<ContainerLink>),
    ]
)]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(ContainerLink))]
[JsonSerializable(typeof(InboundLinkFault))]
[JsonSerializable(typeof(FaultRecord))]
internal sealed partial class FaultRecordJson : JsonSerializerContext;
